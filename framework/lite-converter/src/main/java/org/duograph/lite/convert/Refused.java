package org.duograph.lite.convert;

/** A node that can't be translated as it stands; the translator collects the reasons. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String reason) {
        super(reason);
    }
}
