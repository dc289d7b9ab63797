/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "registration/identity.h"
#include "registration/qr_read.h"

/* Rows of bars as they stand on the paper: bit 31 left, bit 0 right, spaces between the fields of
 * docs/formats/timing-mark-code.md. Written by hand from that table. */
static uint32_t row_of(const char *row)
{
    uint32_t bits = 0;
    int count = 0;

    for (; *row; row++)
        if (*row != ' ') {
            bits = bits << 1 | (*row == '1');
            count++;
        }
    ck_assert_int_eq(count, 32);
    return bits;
}

static const struct {
    const char *row;
    int precinct, card;
} fronts[] = {
    /* start, sequence, card number, precinct, ones mod 4 */
    {"1 000 0000000000011 0000000000000 11", 0, 3},
    {"1 000 0000000110110 0000000000000 01", 0, 54},
    {"1 000 1111111111111 1111111111111 11", 8191, 8191},
    {"1 000 0000000000000 0000000000000 01", 0, 0},
    {"1 000 0000000000001 0000000000101 00", 5, 1},
};

START_TEST(a_front_row_gives_precinct_and_card_number)
{
    struct ovalis_card_code code;

    ck_assert_int_eq(ovalis_card_code_decode(&code, row_of(fronts[_i].row)),
                     OVALIS_CARD_CODE_VALID);
    ck_assert_int_eq(code.side, OVALIS_FRONT);
    ck_assert_int_eq(code.batch_or_precinct, fronts[_i].precinct);
    ck_assert_int_eq(code.card_number, fronts[_i].card);
    ck_assert_int_eq(code.sequence, 0);
}
END_TEST

static const struct {
    const char *row;
    int day, month, year;
    char letter;
} backs[] = {
    /* end code from bit 31 down, letter, year, month, day */
    {"01111011110 00110 0010110 0111 01100", 12, 7, 22, 'G'},
    {"01111011110 00000 0000000 0001 00001", 1, 1, 0, 'A'},
    {"01111011110 11001 1100011 1100 11111", 31, 12, 99, 'Z'},
};

START_TEST(a_back_row_gives_date_and_letter)
{
    struct ovalis_card_code code;

    ck_assert_int_eq(ovalis_card_code_decode(&code, row_of(backs[_i].row)), OVALIS_CARD_CODE_VALID);
    ck_assert_int_eq(code.side, OVALIS_BACK);
    ck_assert_int_eq(code.day, backs[_i].day);
    ck_assert_int_eq(code.month, backs[_i].month);
    ck_assert_int_eq(code.year, backs[_i].year);
    ck_assert_int_eq(code.election_letter, backs[_i].letter);
}
END_TEST

static const char *const no_rows[] = {
    "0 000 0000000000011 0000000000000 11", /* no start bit */
    "1 001 0000000000011 0000000000000 00", /* sequence */
    "1 000 0000000000011 0000000000000 10", /* check bits */
    "0 000 0000000000000 0000000000000 00", "1 111 1111111111111 1111111111111 11",
    "01111011110 00110 0010110 0111 00000", /* day 0 */
    "01111011110 00110 0010110 1101 01100", /* month 13 */
    "01111011110 00110 0010110 0000 01100", /* month 0 */
    "01111011110 00110 1100100 0111 01100", /* year 100 */
    "01111011110 11010 0010110 0111 01100", /* past Z */
    "01111011010 00110 0010110 0111 01100", /* end code */
};

START_TEST(a_row_that_breaks_the_table_is_no_code)
{
    struct ovalis_card_code code;

    ck_assert_int_eq(ovalis_card_code_decode(&code, row_of(no_rows[_i])), OVALIS_CARD_CODE_INVALID);
}
END_TEST

START_TEST(one_mark_too_many_or_too_few_never_gives_another_card)
{
    for (size_t k = 0; k < sizeof fronts / sizeof fronts[0]; k++)
        for (int bit = 0; bit < 32; bit++) {
            struct ovalis_card_code code;

            ck_assert_int_eq(
                ovalis_card_code_decode(&code, row_of(fronts[k].row) ^ (uint32_t)1 << bit),
                OVALIS_CARD_CODE_INVALID);
        }
}
END_TEST

START_TEST(four_marks_part_a_front_from_any_back)
{
    /* bits 28..31 are 0001 (from bit 28) on every front and 1110 on every back */
    for (uint32_t low = 0; low < 1u << 16; low++) {
        uint32_t spread = (low & 0xFFF) * 0x101u ^ low << 12;
        struct ovalis_card_code code;

        if (ovalis_card_code_decode(&code, spread & 0x0FFFFFFF) == OVALIS_CARD_CODE_VALID)
            ck_abort_msg("neither start bit nor end code");
        if (ovalis_card_code_decode(&code, (spread & 0x0FFFFFFF) | 0x80000000u) ==
            OVALIS_CARD_CODE_VALID)
            ck_assert_int_eq(code.side, OVALIS_FRONT);
        if (ovalis_card_code_decode(&code, (spread & 0x0FFFFFFF) | 0x70000000u) ==
            OVALIS_CARD_CODE_VALID)
            ck_assert_int_eq(code.side, OVALIS_BACK);
    }
}
END_TEST

/* --- payloads --- */

static char precinct_name[] = "Town", style_id[] = "12";
static size_t both_precincts[] = {0, 1};
static struct ovalis_precinct precincts[3] = {
    {precinct_name, precinct_name}, {precinct_name, precinct_name}, {precinct_name, precinct_name}};
static struct ovalis_style styles[2] = {
    {.id = style_id, .precincts = both_precincts, .precinct_count = 2, .sheet_count = 3},
    {.id = style_id, .precincts = both_precincts, .precinct_count = 2, .sheet_count = 1}};

static size_t bytes_of(uint8_t *out, size_t room, const char *hex)
{
    size_t size = 0;

    for (; *hex; hex++) {
        unsigned value;

        if (*hex == ' ')
            continue;
        ck_assert_uint_lt(size, room);
        ck_assert_int_eq(sscanf(hex, "%2x", &value), 1);
        out[size++] = (uint8_t)value;
        hex++;
    }
    return size;
}

static struct ovalis_election election_of(const char *hash, size_t contests)
{
    struct ovalis_election election = {.precincts = precincts,
                                       .precinct_count = 3,
                                       .styles = styles,
                                       .style_count = 2,
                                       .contest_count = contests};

    bytes_of(election.hash.bytes, sizeof election.hash.bytes, hash);
    memcpy(election.hash_hex, hash, strlen(hash));
    return election;
}

#define GOLDEN "e13505110fd0ca615ecf"

static const struct {
    const char *hex;
    unsigned precinct, style;
    int page, type;
    bool test;
    const char *audit_id;
} pages[] = {
    /* v4.0 and v4.1: published golden payloads; 2023-24: a code of the real Vx ballots, its hash
     * replaced (3 precincts, 2 styles, 20 contests) */
    {"565002" GOLDEN "0000000200", 0, 0, 1, 0, false, ""},
    {"565002" GOLDEN "0000000310", 0, 0, 1, 1, true, ""},
    {"565002" GOLDEN "0000000208430bab234ba169a190", 0, 0, 1, 0, false, "audit-42"},
    {"565002" GOLDEN "0008004200", 1, 1, 1, 0, false, ""},
    {"564201" GOLDEN "0000000040", 0, 0, 1, 0, false, ""},
    {"564201" GOLDEN "0000000062", 0, 0, 1, 1, true, ""},
    {"564201" GOLDEN "00000000410861756469742d3432", 0, 0, 1, 0, false, "audit-42"},
    {"564201" GOLDEN "0008000840", 1, 1, 1, 0, false, ""},
    {"565002" GOLDEN "0302140108", 0, 0, 1, 1, false, ""},
    {"565002" GOLDEN "0302140608", 0, 0, 6, 1, false, ""},
    {"565002" GOLDEN "0302146208", 1, 1, 2, 1, false, ""},
};

START_TEST(every_generation_of_payload_gives_its_page)
{
    struct ovalis_election election = election_of(GOLDEN, 20);
    struct ovalis_qr_page page;
    struct ovalis_diag why = {0};
    uint8_t bytes[64];
    size_t size = bytes_of(bytes, sizeof bytes, pages[_i].hex);

    ck_assert_msg(ovalis_qr_page_decode(&page, bytes, size, &election, &why) == OVALIS_OK, "%s",
                  why.text);
    ck_assert_uint_eq(page.precinct, pages[_i].precinct);
    ck_assert_uint_eq(page.style, pages[_i].style);
    ck_assert_int_eq(page.page, pages[_i].page);
    ck_assert_int_eq(page.ballot_type, pages[_i].type);
    ck_assert_int_eq(page.test_mode, pages[_i].test);
    ck_assert_str_eq(page.audit_id, pages[_i].audit_id);
    ck_assert_int_eq(memcmp(page.ballot_hash, election.hash.bytes, 10), 0);
}
END_TEST

static const struct {
    const char *hex;
    enum ovalis_status status;
    const char *words; /* the message must have them */
} no_pages[] = {
    {"565002"
     "e13505110fd0ca615ece"
     "0000000200",
     OVALIS_REFUSED_IDENTITY,
     "expected ballot hash e13505110fd0ca615ecf, found e13505110fd0ca615ece"},
    {"565002" GOLDEN "0010000200", OVALIS_REFUSED_IDENTITY, "does not use it"}, /* precinct 2 */
    {"565002" GOLDEN "0018000200", OVALIS_REFUSED_IDENTITY, "precinct number 4"},
    {"565002" GOLDEN "0000008200", OVALIS_REFUSED_IDENTITY, "style number 3"},
    {"565002" GOLDEN "0008004600", OVALIS_REFUSED_IDENTITY, "page 3"},  /* style 1 has one sheet */
    {"565002" GOLDEN "0000000000", OVALIS_REFUSED_IDENTITY, "no page"}, /* page 0 */
    {"565002" GOLDEN "0000003e00", OVALIS_REFUSED_IDENTITY, "no page"}, /* page 31 */
    {"565002" GOLDEN "0000000230", OVALIS_REFUSED_IDENTITY, "no page"}, /* ballot type 3 */
    {"565002" GOLDEN "0000000201", OVALIS_REFUSED_IDENTITY, "no page"}, /* padding */
    {"565002" GOLDEN "000000020000", OVALIS_REFUSED_IDENTITY, "no page"}, /* a byte too many */
    {"565002" GOLDEN "00000002", OVALIS_REFUSED_IDENTITY, "no page"},     /* a byte too few */
    {"565002" GOLDEN "0000000208430bab234ba169a1", OVALIS_REFUSED_IDENTITY, "no page"},
    {"565002" GOLDEN "02021401080000", OVALIS_REFUSED_IDENTITY, "no page"}, /* other counts */
    {"565002e135", OVALIS_REFUSED_IDENTITY, "breaks off"},
    {"5650", OVALIS_REFUSED_IDENTITY, "another kind"},
    {"565003" GOLDEN "0000000200", OVALIS_REFUSED_IDENTITY, "another kind"},
    {"565802" GOLDEN "0000000200", OVALIS_ERR_UNSUPPORTED, "summary"},
    {"565301" GOLDEN "0000000200", OVALIS_ERR_UNSUPPORTED, "summary"},
};

START_TEST(a_payload_that_contradicts_is_refused_with_what_was_found)
{
    struct ovalis_election election = election_of(GOLDEN, 20);
    struct ovalis_qr_page page;
    struct ovalis_diag why = {0};
    uint8_t bytes[64];
    size_t size = bytes_of(bytes, sizeof bytes, no_pages[_i].hex);

    ck_assert_int_eq(ovalis_qr_page_decode(&page, bytes, size, &election, &why),
                     no_pages[_i].status);
    ck_assert_int_eq(why.status, no_pages[_i].status);
    ck_assert_msg(strstr(why.text, no_pages[_i].words), "%s", why.text);
}
END_TEST

START_TEST(no_flipped_bit_of_the_hash_or_the_prelude_passes)
{
    struct ovalis_election election = election_of(GOLDEN, 20);
    uint8_t bytes[64];
    size_t size = bytes_of(bytes, sizeof bytes, pages[0].hex);

    for (size_t bit = 0; bit < 13 * 8; bit++) {
        struct ovalis_qr_page page;

        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert_int_ne(ovalis_qr_page_decode(&page, bytes, size, &election, NULL), OVALIS_OK);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

/* RFC 4648 section 10, with and without padding, and texts that are not whole base64. */
static const struct {
    const char *text, *bytes;
} texts[] = {{"Zg==", "f"},  {"Zg", "f"},       {"Zm9vYg==", "foob"}, {"Zm9vYmFy", "foobar"},
             {"Zh==", NULL}, {"Zm9vY", NULL},   {"Zm 9", NULL},       {"Z===", NULL},
             {"Zm9-", NULL}, {"Zg==Zg==", NULL}};

START_TEST(text_of_a_code_is_whole_base64_or_nothing)
{
    uint8_t out[16];
    size_t size;
    bool good =
        ovalis_qr_text_decode(out, sizeof out, &size, texts[_i].text, strlen(texts[_i].text));

    ck_assert_int_eq(good, texts[_i].bytes != NULL);
    if (good) {
        ck_assert_uint_eq(size, strlen(texts[_i].bytes));
        ck_assert_int_eq(memcmp(out, texts[_i].bytes, size), 0);
    }
    ck_assert(!ovalis_qr_text_decode(out, 2, &size, "Zm9v", 4));
}
END_TEST

/* --- two sides --- */

static const struct ovalis_identity read_front = {.source = OVALIS_CODE_READ,
                                                  .style = 0,
                                                  .precinct = 1,
                                                  .sheet = 2,
                                                  .side = OVALIS_FRONT,
                                                  .ballot_type = 1,
                                                  .audit_id = "a-1"};

/* A back that belongs to read_front, with one thing changed. */
static struct ovalis_identity back_but(int what)
{
    struct ovalis_identity back = read_front;

    back.side = what == 1 ? OVALIS_FRONT : OVALIS_BACK;
    back.style = what == 2 ? 1 : 0;
    back.precinct = what == 3 ? 0 : 1;
    back.sheet = what == 4 ? 1 : 2;
    back.test_mode = what == 5;
    back.ballot_type = what == 6 ? 0 : 1;
    back.audit_id[2] = what == 7 ? '2' : '1';
    return back;
}

static const char *const disagreements[] = {"",
                                            "both pages carry the code of a front",
                                            "ballot style",
                                            "precinct number 2",
                                            "sheet 2",
                                            "test mode 0",
                                            "ballot type 1",
                                            "audit id"};

START_TEST(sides_that_do_not_belong_together_are_refused)
{
    struct ovalis_election election = election_of(GOLDEN, 20);
    struct ovalis_identity front = read_front, back = back_but(_i);
    struct ovalis_diag why = {OVALIS_OK, ""};

    ck_assert_int_eq(ovalis_identity_agree(&front, &back, &election, &why),
                     _i ? OVALIS_REFUSED_IDENTITY : OVALIS_OK);
    ck_assert_msg(strstr(why.text, disagreements[_i]), "%s", why.text);
}
END_TEST

START_TEST(an_unreadable_side_is_inferred_in_either_place)
{
    struct ovalis_election election = election_of(GOLDEN, 20);
    struct ovalis_identity known = _i ? back_but(0) : read_front;
    struct ovalis_identity unknown = {.style = OVALIS_NONE, .precinct = OVALIS_NONE, .sheet = 1};

    known.code_box = (struct ovalis_box){1, 2, 3, 4};
    ck_assert_int_eq(
        ovalis_identity_agree(_i ? &unknown : &known, _i ? &known : &unknown, &election, NULL),
        OVALIS_OK);
    ck_assert_int_eq(unknown.source, OVALIS_CODE_INFERRED);
    ck_assert_int_eq(unknown.side, _i ? OVALIS_FRONT : OVALIS_BACK);
    ck_assert_uint_eq(unknown.style, 0);
    ck_assert_uint_eq(unknown.precinct, 1);
    ck_assert_int_eq(unknown.sheet, 2);
    ck_assert_int_eq(unknown.code_box.right, 0);
    ck_assert_int_eq(known.source, OVALIS_CODE_READ);
}
END_TEST

START_TEST(a_sheet_without_any_code_is_never_guessed)
{
    struct ovalis_election election = election_of(GOLDEN, 20);
    struct ovalis_identity none = {.style = OVALIS_NONE}, other = none;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_identity_agree(&none, &other, &election, &why),
                     OVALIS_REFUSED_NO_IDENTITY);
    ck_assert_int_eq(ovalis_identity_agree(&none, NULL, &election, &why),
                     OVALIS_REFUSED_NO_IDENTITY);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(table)[0])

int main(void)
{
    Suite *suite = suite_create("identity");
    TCase *cases = tcase_create("identity");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_loop_test(cases, a_front_row_gives_precinct_and_card_number, 0, ROWS(fronts));
    tcase_add_loop_test(cases, a_back_row_gives_date_and_letter, 0, ROWS(backs));
    tcase_add_loop_test(cases, a_row_that_breaks_the_table_is_no_code, 0, ROWS(no_rows));
    tcase_add_test(cases, one_mark_too_many_or_too_few_never_gives_another_card);
    tcase_add_test(cases, four_marks_part_a_front_from_any_back);
    tcase_add_loop_test(cases, every_generation_of_payload_gives_its_page, 0, ROWS(pages));
    tcase_add_loop_test(cases, a_payload_that_contradicts_is_refused_with_what_was_found, 0,
                        ROWS(no_pages));
    tcase_add_test(cases, no_flipped_bit_of_the_hash_or_the_prelude_passes);
    tcase_add_loop_test(cases, text_of_a_code_is_whole_base64_or_nothing, 0, ROWS(texts));
    tcase_add_loop_test(cases, sides_that_do_not_belong_together_are_refused, 0,
                        ROWS(disagreements));
    tcase_add_loop_test(cases, an_unreadable_side_is_inferred_in_either_place, 0, 2);
    tcase_add_test(cases, a_sheet_without_any_code_is_never_guessed);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
