package org.duograph.survey.web;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads forms, in which each field comes once. */
final class Form {
    private Form() {}

    /**
     * The value of a field.
     *
     * @throws Refusal (422) if the form does not have it exactly once
     */
    static String one(Context ctx, String field) {
        return only(field, ctx.formParams(field));
    }

    /**
     * All fields, in the order in which they were sent.
     *
     * @throws Refusal (422) if one is there twice
     */
    static Map<String, String> all(Context ctx) {
        Map<String, String> fields = new LinkedHashMap<>();
        ctx.formParamMap().forEach((field, values) -> fields.put(field, only(field, values)));
        return fields;
    }

    /**
     * What an address names.
     *
     * @throws Refusal (404) if there is no such thing
     */
    static <T> T found(Optional<T> thing) {
        return thing.orElseThrow(() -> new Refusal(404, Faults.explain(404)));
    }

    private static String only(String field, List<String> values) {
        if (values.size() != 1) {
            throw new Refusal(
                    422,
                    "The form has "
                            + values.size()
                            + " values for "
                            + field
                            + " where it should"
                            + " have one. Go back, reload the page, and send it again.");
        }
        return values.get(0);
    }
}
