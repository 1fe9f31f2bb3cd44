package org.duograph.survey.results;

/**
 * Names of the fields that the paper's statements are computed from. A study that has them gets the
 * statements; one that does not gets its questions counted.
 */
final class Fields {

    static final String EXPERIENCE = "experience_years";
    static final String ROLE = "role";
    static final String COMMENT = "comment";
    static final String INSTALL_MINUTES = "install_minutes.";
    private static final String INSTALL_SOURCE = "install_source.";

    private Fields() {}

    static String installMinutes(String framework, String environment) {
        return INSTALL_MINUTES + framework + "." + environment;
    }

    static String installStatus(String framework, String environment) {
        return "install_status." + framework + "." + environment;
    }

    /** The field that tells where the minutes of another come from. */
    static String sourceOf(String installMinutes) {
        return INSTALL_SOURCE + installMinutes.substring(INSTALL_MINUTES.length());
    }
}
