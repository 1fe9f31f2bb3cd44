package org.duograph.survey.web;

import java.util.Locale;

/**
 * One thing that can be set. The same name serves everywhere: {@code tls-keystore} in the file,
 * {@code SURVEY_TLS_KEYSTORE} in the environment, {@code --tls-keystore} on the command line.
 */
public enum Setting {
    DATA("survey-data", "folder that holds everything the server keeps"),
    HOST("localhost", "address to listen on; 0.0.0.0 lets participants in from the network"),
    PORT("8080", "port to listen on; 0 takes any free one"),
    URL("", "address participants use, if it differs, such as https://survey.example.org"),
    TLS_KEYSTORE("", "PKCS#12 file with a certificate; the server then speaks HTTPS"),
    TLS_PASSWORD("", "password of that file; not on the command line, where others could read it"),
    PROXIES("", "addresses of proxies, by commas, whose X-Forwarded headers are believed"),
    MESSAGES("", "folder with messages_LANGUAGE.properties for further languages of the pages"),
    LIMITS("on", "off lifts the limits on how often one address may ask, for measurements");

    private final String fallback;
    private final String description;

    Setting(String fallback, String description) {
        this.fallback = fallback;
        this.description = description;
    }

    /** The value that holds where none is given; empty for none. */
    public String fallback() {
        return fallback;
    }

    public String description() {
        return description;
    }

    /** Name in the file, and behind {@code --} on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String variable() {
        return "SURVEY_" + name();
    }

    /** Whether it may be given on the command line, which other users of a machine can read. */
    public boolean hasFlag() {
        return this != TLS_PASSWORD;
    }
}
