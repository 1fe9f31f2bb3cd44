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
        String header = ctx.header("Accept-Language");
        if (header != null) {
            try {
                for (Locale.LanguageRange range : Locale.LanguageRange.parse(header)) {
                    wanted.add(range.getRange());
                    wanted.add(range.getRange().replaceFirst("-.*", ""));
                }
            } catch (IllegalArgumentException e) {
                return wanted; // a header that says nothing
            }
        }
        return wanted;
    }

    /** The one chosen on the page, if one was. */
    static List<String> chosen(Context ctx) {
        String inAddress = ctx.queryParam("language");
        String chosen = inAddress == null ? ctx.formParam("language") : inAddress;
        return chosen == null ? List.of() : List.of(chosen);
    }

    /** The best liked of those that the server itself speaks. */
    static String spoken(Context ctx) {
        return of(ctx).stream()
                .filter(Messages.LANGUAGES::contains)
                .findFirst()
                .orElse(Messages.LANGUAGES.get(0));
    }
}
