/* SPDX-License-Identifier: Apache-2.0 */
#include "export/cvr_build.h"

#include "export/format.h"

void ovalis_cvr_put(struct ovalis_cvr_build *build, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        build->failed = true;
}

void ovalis_cvr_append(struct ovalis_cvr_build *build, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        build->failed = true;
}

/* What `text` holds as a string value; releases it. */
static json_t *string_of(struct ovalis_cvr_build *build, struct ovalis_text *text)
{
    json_t *value = text->failed ? NULL : json_stringn(text->bytes, text->length);

    if (!value)
        build->failed = true;
    ovalis_text_release(text);
    return value;
}

json_t *ovalis_cvr_text(struct ovalis_cvr_build *build, const char *text)
{
    struct ovalis_text clean = {0};

    ovalis_text_clean(&clean, text);
    return string_of(build, &clean);
}

json_t *ovalis_cvr_object(struct ovalis_cvr_build *build, const char *type)
{
    struct ovalis_text name = {0};
    json_t *object = json_object();

    ovalis_text_add(&name, "CVR.");
    ovalis_text_add(&name, type);
    ovalis_cvr_put(build, object, "@type", string_of(build, &name));
    return object;
}

void ovalis_cvr_put_text(struct ovalis_cvr_build *build, json_t *object, const char *key,
                         const char *text)
{
    if (text[0] != '\0')
        ovalis_cvr_put(build, object, key, ovalis_cvr_text(build, text));
}

void ovalis_cvr_put_number(struct ovalis_cvr_build *build, json_t *object, const char *key,
                           long long number)
{
    ovalis_cvr_put(build, object, key, json_integer(number));
}

json_t *ovalis_cvr_put_list(struct ovalis_cvr_build *build, json_t *object, const char *key)
{
    json_t *list = json_array();

    ovalis_cvr_put(build, object, key, list);
    return build->failed ? NULL : list;
}

json_t *ovalis_cvr_id(struct ovalis_cvr_build *build, const char *class_name, const char *a,
                      const char *b)
{
    struct ovalis_text name = {0};

    ovalis_text_add(&name, class_name);
    ovalis_text_add(&name, "-");
    ovalis_text_name(&name, a);
    if (b) {
        ovalis_text_add(&name, "__");
        ovalis_text_name(&name, b);
    }
    return string_of(build, &name);
}

void ovalis_cvr_put_code(struct ovalis_cvr_build *build, json_t *object, const char *kind,
                         const char *value)
{
    json_t *codes = ovalis_cvr_put_list(build, object, "Code");
    json_t *code = ovalis_cvr_object(build, "Code");

    ovalis_cvr_put_text(build, code, "Type", "other");
    ovalis_cvr_put_text(build, code, "OtherType", kind);
    ovalis_cvr_put(build, code, "Value", ovalis_cvr_text(build, value));
    ovalis_cvr_append(build, codes, code);
}

static json_t *location(struct ovalis_cvr_build *build, const char *name,
                        const struct ovalis_box *part)
{
    struct ovalis_text uri = {0};

    ovalis_text_add(&uri, "file:images/");
    ovalis_text_uri(&uri, name);
    if (part)
        ovalis_text_format(&uri, "#xywh=%d,%d,%d,%d", part->left, part->top,
                           part->right - part->left, part->bottom - part->top);
    return string_of(build, &uri);
}

json_t *ovalis_cvr_image(struct ovalis_cvr_build *build, const struct ovalis_image_evidence *image,
                         const struct ovalis_box *part)
{
    json_t *data = ovalis_cvr_object(build, "ImageData");
    json_t *hash = ovalis_cvr_object(build, "Hash");
    char hex[OVALIS_SHA256_HEX_SIZE];

    ovalis_sha256_hex(&image->stored_hash, hex);
    ovalis_cvr_put_text(build, hash, "Type", "sha-256");
    ovalis_cvr_put_text(build, hash, "Value", hex);
    ovalis_cvr_put(build, data, "Location", location(build, image->stored, part));
    ovalis_cvr_put(build, data, "Hash", hash);
    return data;
}
