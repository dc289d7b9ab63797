/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/crew.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"

struct crew {
    const struct ovalis_crew_task *task;
    pthread_mutex_t lock;  /* guards all below */
    pthread_cond_t worked; /* an item is ready to be taken */
    pthread_cond_t taken;  /* a slot has become free, or all is over */
    size_t begun;          /* items handed to workers */
    size_t next;           /* item to be taken next */
    bool *ready;           /* by slot */
    bool over;
    pthread_t *threads;
    size_t started;
};

static bool may_begin(const struct crew *crew)
{
    return crew->begun < crew->task->items && crew->begun - crew->next < crew->task->window;
}

static void *worker(void *cookie)
{
    struct crew *crew = cookie;
    const struct ovalis_crew_task *task = crew->task;

    (void)pthread_mutex_lock(&crew->lock);
    for (;;) {
        size_t item;

        while (!crew->over && !may_begin(crew))
            (void)pthread_cond_wait(&crew->taken, &crew->lock);
        if (crew->over)
            break;
        item = crew->begun++;
        (void)pthread_mutex_unlock(&crew->lock);
        task->work(task->cookie, item, item % task->window);
        (void)pthread_mutex_lock(&crew->lock);
        crew->ready[item % task->window] = true;
        (void)pthread_cond_signal(&crew->worked);
    }
    (void)pthread_mutex_unlock(&crew->lock);
    return NULL;
}

static enum ovalis_status take_all(struct crew *crew, struct ovalis_diag *why)
{
    const struct ovalis_crew_task *task = crew->task;
    enum ovalis_status status = OVALIS_OK;

    for (size_t item = 0; item < task->items && status == OVALIS_OK; item++) {
        size_t slot = item % task->window;

        (void)pthread_mutex_lock(&crew->lock);
        while (!crew->ready[slot])
            (void)pthread_cond_wait(&crew->worked, &crew->lock);
        (void)pthread_mutex_unlock(&crew->lock);
        status = task->take(task->cookie, item, slot, why);
        (void)pthread_mutex_lock(&crew->lock);
        crew->ready[slot] = false;
        crew->next++;
        (void)pthread_cond_broadcast(&crew->taken);
        (void)pthread_mutex_unlock(&crew->lock);
    }
    return status;
}

/* Signals are for the threads of the program that called, not for the workers. */
static enum ovalis_status start(struct crew *crew, struct ovalis_diag *why)
{
    sigset_t all, before;
    int error = 0;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    while (crew->started < crew->task->workers && error == 0) {
        error = pthread_create(&crew->threads[crew->started], NULL, worker, crew);
        crew->started += error == 0;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    /* Fewer threads than asked for do the same work. */
    if (crew->started == 0)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no thread could be started: %s",
                           strerror(error));
    return OVALIS_OK;
}

static void finish(struct crew *crew)
{
    (void)pthread_mutex_lock(&crew->lock);
    crew->over = true;
    (void)pthread_cond_broadcast(&crew->taken);
    (void)pthread_mutex_unlock(&crew->lock);
    for (size_t i = 0; i < crew->started; i++)
        (void)pthread_join(crew->threads[i], NULL);
    (void)pthread_cond_destroy(&crew->taken);
    (void)pthread_cond_destroy(&crew->worked);
    (void)pthread_mutex_destroy(&crew->lock);
    ovalis_release(&crew->threads);
    ovalis_release(&crew->ready);
}

enum ovalis_status ovalis_crew_run(const struct ovalis_crew_task *task, struct ovalis_diag *why)
{
    struct crew crew = {.task = task};
    enum ovalis_status status;

    (void)pthread_mutex_init(&crew.lock, NULL); /* these three never fail on Linux */
    (void)pthread_cond_init(&crew.worked, NULL);
    (void)pthread_cond_init(&crew.taken, NULL);
    crew.threads = ovalis_allocate(task->workers, sizeof *crew.threads);
    crew.ready = ovalis_allocate(task->window, sizeof *crew.ready);
    if (crew.threads && crew.ready)
        status = start(&crew, why);
    else
        status = ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for %zu workers", task->workers);
    if (status == OVALIS_OK)
        status = take_all(&crew, why);
    finish(&crew);
    return status;
}
