package org.duograph.survey.web;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which languages a visitor reads, the best liked first. */
final class Languages {
    private Languages() {}

    /** The one chosen on the page, then those that the browser asks for. */
    static List<String> of(Context ctx) {
        List<String> wanted = new ArrayList<>(chosen(ctx));
        wanted.addAll(asked(ctx.header("Accept-Language")));
        return wanted;
    }

    /** Those that a browser asks for; none if it does not say. */
    static List<String> asked(String header) {
        List<String> wanted = new ArrayList<>();
        try {
            for (Locale.LanguageRange range :
                    Locale.LanguageRange.parse(header == null ? "" : header)) {
                wanted.add(range.getRange());
                wanted.add(range.getRange().replaceFirst("-.*", ""));
            }
        } catch (IllegalArgumentException e) {
            wanted.clear(); // a header that says nothing
        }
        return wanted;
    }

    /** The one chosen on the page, if one was. */
    static List<String> chosen(Context ctx) {
        String inAddress = ctx.queryParam("language");
        String chosen = inAddress == null ? Form.typed(ctx).get("language") : inAddress;
        return chosen == null ? List.of() : List.of(chosen);
    }

    /** The best liked of those that the server itself speaks. */
    static String spoken(Context ctx) {
        return spoken(of(ctx));
    }

    static String spoken(List<String> wanted) {
        return wanted.stream().filter(Messages::speaks).findFirst().orElse("en");
    }
}
