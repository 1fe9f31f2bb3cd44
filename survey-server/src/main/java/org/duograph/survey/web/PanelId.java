package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.duograph.survey.study.Panel;
import org.duograph.survey.study.Study;

/**
 * The identifier with which a panel sends a participant: in the panel's link under the panel's
 * name, in our forms under ours.
 */
public final class PanelId {
    static final String FIELD = "panel";

    private PanelId() {}

    /** Whether a link has one that can be kept, or none. */
    static boolean isRight(Context ctx, Study study) {
        List<String> given = given(ctx, study);
        return given.isEmpty() || given.size() == 1 && Panel.isIdentifier(given.get(0));
    }

    /**
     * The identifier; none in a study that keeps none.
     *
     * @throws Refusal (422) if it is not {@link #isRight}
     */
    static Optional<String> of(Context ctx, Study study) {
        if (!isRight(ctx, study)) {
            throw new Refusal(422, "The identifier in the panel's link cannot be read.");
        }
        return given(ctx, study).stream().findFirst();
    }

    private static List<String> given(Context ctx, Study study) {
        return study.panel().stream()
                .flatMap(
                        panel ->
                                (ctx.method() == HandlerType.POST
                                                ? ctx.formParams(FIELD)
                                                : ctx.queryParams(panel.parameter()))
                                        .stream())
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** As it is read among words of any direction; digits in it stay as they are. */
    public static String shown(String panel) {
        return "\u2068" + panel + "\u2069";
    }

    /** What carries an identifier on in the address of another page; empty if there is none. */
    public static String query(Study study, String panel) {
        return panel.isEmpty()
                ? ""
                : "&"
                        + study.panel().map(Panel::parameter).orElse(FIELD)
                        + "="
                        + URLEncoder.encode(panel, StandardCharsets.UTF_8);
    }
}
