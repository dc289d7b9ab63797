/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "page/file_name.h"
#include "page/sheets.h"

static char folder[64];

static void make_folder(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/ovalis-sheets-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

/* Everything that the tests put there lies in the folder or one below. */
static void remove_folder(void)
{
    char command[128];

    ck_assert_int_eq(chdir("/"), 0);
    (void)snprintf(command, sizeof command, "rm -rf -- %s", folder);
    ck_assert_int_eq(system(command), 0);
}

static void write_file(const char *path, const char *bytes)
{
    FILE *stream = fopen(path, "wb");

    ck_assert_ptr_nonnull(stream);
    ck_assert_int_eq(fputs(bytes, stream) < 0, 0);
    ck_assert_int_eq(fclose(stream), 0);
}

/* Make a file: "name" has one page, "name*3" three, "name!" is no image whatever its name says. */
static void make_file(const char *words)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text bytes = {0};
    char path[128];
    char *special;
    int pages = 1;

    (void)snprintf(path, sizeof path, "%s", words);
    special = strpbrk(path, "*!");
    if (special && *special == '*')
        pages = (int)strtol(special + 1, NULL, 10);
    for (int i = 0; i < pages; i++)
        ovalis_text_add(&bytes, "P5 1 1 255\nx");
    if (special && *special == '!') {
        ovalis_text_clear(&bytes);
        ovalis_text_add(&bytes, "nothing that one could see");
    }
    if (special)
        *special = '\0';
    write_file(path, bytes.bytes);
}

/* A list as words: "name=front+back" by file and page (from 0, left out when 0), "-" for a page
 * that is not there; "?" behind a sheet that is refused. */
static void describe(struct ovalis_text *out, const struct ovalis_sheet_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct ovalis_sheet_source *sheet = &list->sheets[i];

        ovalis_text_format(out, "%s%s=", i ? "; " : "", sheet->name);
        for (int k = 0; k < 2; k++) {
            const struct ovalis_page_source *page = &sheet->pages[k];

            ovalis_text_add(out, k ? "+" : "");
            ovalis_text_add(out, page->path ? page->path : "-");
            if (page->path && page->page > 0)
                ovalis_text_format(out, ":%d", page->page);
        }
        if (sheet->refused.status != OVALIS_OK)
            ovalis_text_add(out, "?");
    }
}

static void expect_list(const char *const *inputs, size_t count, bool one_sided,
                        const char *expected)
{
    OVALIS_OWNED(ovalis_sheet_list_release) struct ovalis_sheet_list list = {0};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text words = {0};
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_sheet_list_make(&list, inputs, count, one_sided, &why), OVALIS_OK);
    describe(&words, &list);
    ck_assert_str_eq(words.length ? words.bytes : "", expected);
}

static size_t split(char *words, const char *out[16])
{
    size_t count = 0;

    while (words && *words && count < 16) {
        char *bar = strchr(words, '|');

        out[count++] = words;
        if (bar)
            *bar++ = '\0';
        words = bar;
    }
    return count;
}

/* Files of a folder, apart by "|", and the sheets they must become. */
static const struct {
    const char *files;
    const char *sheets;
} folders[] = {
    /* names that say the side */
    {"04e81bd0-front.jpg|04e81bd0-back.jpg", "04e81bd0=04e81bd0-front.jpg+04e81bd0-back.jpg"},
    {"scan-side-a.jpeg|scan-side-b.jpeg", "scan-side=scan-side-a.jpeg+scan-side-b.jpeg"},
    {"x_FRONT.TIF|X_back.tif", "x=x_FRONT.TIF+X_back.tif"},
    {"0001-1.tif|0001-2.tif|0002-1.tif|0002-2.tif",
     "0001=0001-1.tif+0001-2.tif; 0002=0002-1.tif+0002-2.tif"},
    {"a.1.png|a.2.png|b 1.png|b 2.png", "a=a.1.png+a.2.png; b=b 1.png+b 2.png"},
    {"front_1.png|back_1.png|front_2.png|back_2.png",
     "1=front_1.png+back_1.png; 2=front_2.png+back_2.png"},
    {"s1front.png|s1back.png", "s1=s1front.png+s1back.png"},
    {"pagefront.png|pageback.png", "page=pagefront.png+pageback.png"},
    {"x-front.jpg|x-back.png", "x=x-front.jpg+x-back.png"},
    {"x-front.jpg|x-back.jpg|x-front.png|x-back.png",
     "x=x-front.jpg+x-back.jpg; x~2=x-front.png+x-back.png"},
    /* a partner that is missing never lets a stranger in */
    {"a-front.png|b-front.png", "a=a-front.png+-?; b=b-front.png+-?"},
    {"a-front.png|b-back.png", "a=a-front.png+-?; b=b-back.png+-?"},
    {"a-front.png|a-back.png|b-back.png|c.png|d.png",
     "a=a-front.png+a-back.png; b=b-back.png+-?; c=c.png+d.png"},
    {"0001-1.tif|0001-2.tif|0002-1.tif|0003-2.tif",
     "0001=0001-1.tif+0001-2.tif; 0002=0002-1.tif+-?; 0003=0003-2.tif+-?"},
    {"x-front.jpg|x-front.png|x-back.jpg", "x=x-front.jpg+x-back.jpg; x~2=x-front.png+-?"},
    {"x-a.png|y-b.png", "x=x-a.png+-?; y=y-b.png+-?"},
    /* numbers that count */
    {"ballot_1.tif|ballot_2.tif|ballot_3.tif|ballot_10.tif|ballot_11.tif|ballot_12.tif",
     "ballot_1=ballot_1.tif+ballot_2.tif; ballot_3=ballot_3.tif+-?; ballot_10=ballot_10.tif+-?; "
     "ballot_11=ballot_11.tif+ballot_12.tif"},
    {"1.png|2.png|3.png|4.png|9.png|10.png", "1=1.png+2.png; 3=3.png+4.png; 9=9.png+10.png"},
    {"001.png|002.png|004.png|005.png|006.png",
     "001=001.png+002.png; 004=004.png+-?; 005=005.png+006.png"},
    {"p01.png|p02.png|p03.png", "p01=p01.png+p02.png; p03=p03.png+-?"},
    {"417.png|418.png|530.png|531.png", "417=417.png+418.png; 530=530.png+531.png"},
    {"0.png|1.png|2.png|3.png", "0=0.png+1.png; 2=2.png+3.png"},
    {"s-a.png|s-b.png|s-c.png|s-d.png", "s-a=s-a.png+s-b.png; s-c=s-c.png+s-d.png"},
    {"1.png|01.png|2.png", "01=01.png+-?; 1=1.png+-?; 2=2.png+-?"},
    /* by order */
    {"b.png|a.png|d.png|c.png", "a=a.png+b.png; c=c.png+d.png"},
    {"1000.png|1017.png|1044.png|1060.png", "1000=1000.png+1017.png; 1044=1044.png+1060.png"},
    {"feedback.png|mail.png", "feedback=feedback.png+mail.png"},
    {"a.png|b.png|c.png", "a=a.png+b.png; c=c.png+-?"},
    /* files of many pages */
    {"marked.tif*4", "marked#1=marked.tif+marked.tif:1; marked#2=marked.tif:2+marked.tif:3"},
    {"odd.tif*3", "odd#1=odd.tif+odd.tif:1; odd#2=odd.tif:2+-?"},
    {"a.png|m.tif*2|z.png", "a=a.png+z.png; m#1=m.tif+m.tif:1"},
    {"b-front.tif*2|b-back.tif*2", "b#1=b-front.tif+b-back.tif; b#2=b-front.tif:1+b-back.tif:1"},
    {"b-front.tif*2|b-back.tif*3",
     "b#1=b-front.tif+b-back.tif?; b#2=b-front.tif:1+b-back.tif:1?; b#3=-+b-back.tif:2?"},
    {"b-front.tif*2", "b#1=b-front.tif+-?; b#2=b-front.tif:1+-?"},
    {"b_1.tif*2|b_2.tif*2", "b_1#1=b_1.tif+b_1.tif:1; b_2#1=b_2.tif+b_2.tif:1"},
    /* what is no image */
    {"README!|truth.csv!|election.json!|.hidden.png|a.png|b.png", "a=a.png+b.png"},
    {"photo|scan", "photo=photo+scan"},
    {"a-front.png!|a-back.png", "a=a-front.png+a-back.png?"},
    {"1.png|2.png!|3.png|4.png", "1=1.png+2.png?; 3=3.png+4.png"},
    {"ballots.pdf!", "ballots=ballots.pdf+-?"},
    /* names */
    {"front.png|back.png", "sheet=front.png+back.png"},
    {"x~2-front.png|x~2-back.png|x-front.png|x-back.png|x-front.pgm|x-back.pgm",
     "x=x-front.pgm+x-back.pgm; x~2=x-front.png+x-back.png; x~2~2=x~2-front.png+x~2-back.png"},
};

/* The list of this folder as words, "./" left out. */
static void describe_here(struct ovalis_text *out)
{
    OVALIS_OWNED(ovalis_sheet_list_release) struct ovalis_sheet_list list = {0};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text words = {0};
    static const char *const here[] = {"."};
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_sheet_list_make(&list, here, 1, false, &why), OVALIS_OK);
    describe(&words, &list);
    for (const char *at = words.bytes; *at; at++)
        if (strncmp(at, "./", 2) == 0)
            at++;
        else
            ovalis_text_add_bytes(out, at, 1);
}

START_TEST(a_folder_becomes_sheets)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text got = {0};
    const char *files[16];
    char words[512];

    make_folder();
    (void)snprintf(words, sizeof words, "%s", folders[_i].files);
    for (size_t i = split(words, files); i-- > 0;)
        make_file(files[i]);
    describe_here(&got);
    ck_assert_str_eq(got.bytes, folders[_i].sheets);
    remove_folder();
}
END_TEST

/* The same words for inputs that are named. */
static const struct {
    const char *made;
    const char *inputs;
    bool one_sided;
    const char *sheets;
} lists[] = {
    {"b.png|a.png", "b.png|a.png", false, "a=a.png+b.png"},
    {"a.png|b.png", "a.png|b.png|a.png|b.png", false, "a=a.png+b.png; a~2=a.png+b.png"},
    {"a.png", "a.png|a.png", false, "a=a.png+-?; a~2=a.png+-?"},
    {"d/1.png|e/2.png", "d/1.png|e/2.png", false, "1=d/1.png+-?; 2=e/2.png+-?"},
    {"d/x-front.png|e/x-back.png", "d/x-front.png|e/x-back.png", false,
     "x=d/x-front.png+-?; x~2=e/x-back.png+-?"},
    {"d/1.png|d/2.png|e/1.png|e/2.png", "e|d", false, "1=e/1.png+e/2.png; 1~2=d/1.png+d/2.png"},
    {"d/1.png|d/2.png", "d/|d", false, "1=d/1.png+d/2.png; 1~2=d/1.png+d/2.png"},
    {"d/front.png|d/back.png", "d", false, "d=d/front.png+d/back.png"},
    {"notes.txt!|a.png", "notes.txt|a.png", false, "a=a.png+notes.txt?"},
    {"x-front.png|x-back.png|m.tif*2", "x-front.png|x-back.png|m.tif", true,
     "m#1=m.tif+-; m#2=m.tif:1+-; x-back=x-back.png+-; x-front=x-front.png+-"},
    {"a.png", "", false, ""},
    {"d/notes.txt!", "d", false, "d=d+-?"},
};

START_TEST(named_inputs_become_sheets)
{
    const char *words[16];
    char made[256], named[256];
    size_t count;

    make_folder();
    ck_assert_int_eq(mkdir("d", 0700) | mkdir("e", 0700), 0);
    (void)snprintf(made, sizeof made, "%s", lists[_i].made);
    (void)snprintf(named, sizeof named, "%s", lists[_i].inputs);
    count = split(made, words);
    for (size_t i = 0; i < count; i++)
        make_file(words[i]);
    count = split(named, words);
    expect_list(words, count, lists[_i].one_sided, lists[_i].sheets);
    remove_folder();
}
END_TEST

START_TEST(an_input_that_does_not_exist_stops_the_list)
{
    static const char *const inputs[] = {"a.png", "missing.png"};
    struct ovalis_sheet_list list;
    struct ovalis_diag why;

    make_folder();
    make_file("a.png");
    ck_assert_int_eq(ovalis_sheet_list_make(&list, inputs, 2, false, &why), OVALIS_ERR_READ);
    ck_assert_uint_eq(list.count, 0);
    ck_assert_ptr_nonnull(strstr(why.text, "missing.png"));
    remove_folder();
}
END_TEST

START_TEST(links_to_one_file_are_never_two_sides)
{
    static const char *const inputs[] = {"."};

    make_folder();
    make_file("a.png");
    ck_assert_int_eq(symlink("a.png", "b.png"), 0);
    ck_assert_int_eq(link("a.png", "c.png"), 0);
    expect_list(inputs, 1, false, "a=./a.png+-?; b=./b.png+-?; c=./c.png+-?");
    remove_folder();
}
END_TEST

START_TEST(pipes_and_broken_links_are_refused_without_waiting)
{
    static const char *const inputs[] = {"."};

    make_folder();
    ck_assert_int_eq(mkfifo("a-front.png", 0600), 0);
    ck_assert_int_eq(symlink("nowhere", "b-front.png"), 0);
    ck_assert_int_eq(mkdir("c.png", 0700), 0);
    expect_list(inputs, 1, false, "a=./a-front.png+-?; b=./b-front.png+-?");
    remove_folder();
}
END_TEST

START_TEST(a_refusal_says_which_file_and_why)
{
    static const char *const inputs[] = {"."};
    OVALIS_OWNED(ovalis_sheet_list_release) struct ovalis_sheet_list list = {0};
    struct ovalis_diag why;

    make_folder();
    make_file("x-front.png");
    make_file("y.png!");
    ck_assert_int_eq(ovalis_sheet_list_make(&list, inputs, 1, false, &why), OVALIS_OK);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_int_eq(list.sheets[0].refused.status, OVALIS_ERR_PAGE_PARTNER);
    ck_assert_str_eq(list.sheets[0].refused.text,
                     "./x-front.png: its name says front, and there is no back of that name");
    ck_assert_int_eq(list.sheets[1].refused.status, OVALIS_ERR_PAGE_FORMAT);
    ck_assert_ptr_nonnull(strstr(list.sheets[1].refused.text, "./y.png"));
    remove_folder();
}
END_TEST

static const struct {
    const char *a, *b;
} ordered[] = {
    {"2", "10"},
    {"a2b", "a10a"},
    {"a", "B"},
    {"A", "b"},
    {"x9.tif", "x10.tif"},
    {"a01", "a1"},
    {"a1", "a02"},
    {"", "a"},
    {"a", "aa"},
    {"a1", "a1b"},
    {"99999999999999999999998", "99999999999999999999999"},
};

START_TEST(numbers_in_names_are_ordered_by_value)
{
    ck_assert_int_lt(ovalis_natural_compare(ordered[_i].a, ordered[_i].b), 0);
    ck_assert_int_gt(ovalis_natural_compare(ordered[_i].b, ordered[_i].a), 0);
    ck_assert_int_eq(ovalis_natural_compare(ordered[_i].a, ordered[_i].a), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sheets");
    TCase *cases = tcase_create("sheets");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_loop_test(cases, a_folder_becomes_sheets, 0,
                        (int)(sizeof folders / sizeof folders[0]));
    tcase_add_loop_test(cases, named_inputs_become_sheets, 0,
                        (int)(sizeof lists / sizeof lists[0]));
    tcase_add_test(cases, an_input_that_does_not_exist_stops_the_list);
    tcase_add_test(cases, links_to_one_file_are_never_two_sides);
    tcase_add_test(cases, pipes_and_broken_links_are_refused_without_waiting);
    tcase_add_test(cases, a_refusal_says_which_file_and_why);
    tcase_add_loop_test(cases, numbers_in_names_are_ordered_by_value, 0,
                        (int)(sizeof ordered / sizeof ordered[0]));
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
