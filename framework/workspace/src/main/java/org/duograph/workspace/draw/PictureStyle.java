package org.duograph.workspace.draw;

import java.util.Set;

/** The style sheet of pictures, for light pages and for dark ones, and the text of the legend. */
final class PictureStyle {
    private static final String BOTH =
            """
            .net text{font:13px %s;text-anchor:middle}
            .net .note{font-size:10px}
            .net .result{font-size:11px}
            .net .legend{font-size:11px;text-anchor:start}
            .arrow{fill:none;stroke-width:1.2;marker-end:url(#head)}
            .control{stroke-dasharray:4 3}
            .operator rect,.gradient_operator rect{stroke-width:1}
            .gradient_operator rect{fill-opacity:.35;stroke-dasharray:5 2}
            """;

    private static final String LIGHT =
            """
            .net text{fill:#202124}.net .result,.net .legend{fill:#4d5156}
            .page{fill:#fff}.arrow{stroke:#7b8187}.side{stroke:#b4b9be}#head path{fill:#7b8187}
            .blob path{fill:#fff;stroke:#5f6368}.port path{fill:#fff;stroke:#9aa0a6}
            .input path{fill:#e8f0fe;stroke:#4285f4}
            .parameter path{fill:#f1f3f4;stroke:#bdc1c6}
            .output path{fill:#fef7e0;stroke:#f9ab00}
            .fold .frame{fill:#f6f7f9;stroke:#5f6368}.fold .shadow{fill:#e3e6ea;stroke:#5f6368}
            """;

    private static final String DARK =
            """
            .net text{fill:#f1f3f4}.net .result,.net .legend{fill:#bdc1c6}
            .page{fill:#17191c}.arrow{stroke:#8b9198}.side{stroke:#5b6168}#head path{fill:#8b9198}
            .blob path{fill:#22262a;stroke:#9aa0a6}.port path{fill:#22262a;stroke:#7b8187}
            .input path{fill:#16305c;stroke:#6ea0f6}
            .parameter path{fill:#2a2e32;stroke:#5f6368}
            .output path{fill:#4a3a08;stroke:#f9ab00}
            .fold .frame{fill:#1f2327;stroke:#9aa0a6}.fold .shadow{fill:#2c3136;stroke:#9aa0a6}
            """;

    private PictureStyle() {}

    /** The rules for a picture with operators of these families. */
    static String css(Set<Family> families) {
        StringBuilder css = new StringBuilder(BOTH.formatted(Labels.FONT)).append(LIGHT);
        families.forEach(f -> css.append(rule(f, f.light, f.dark)));
        css.append("@media(prefers-color-scheme:dark){\n").append(DARK);
        families.forEach(f -> css.append(rule(f, f.dark, f.light)));
        return css.append("}\n").toString();
    }

    private static String rule(Family family, String fill, String stroke) {
        return ".%s rect{fill:%s;stroke:%s}\n".formatted(family.css(), fill, stroke);
    }
}
