package org.duograph.serving;

/**
 * Why a request gets no answer: a code, and a text for whoever sent it. It is no fault of the
 * server's, so it has no stack trace: hostile clients may cause many.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Code code;

    /**
     * A refusal.
     *
     * @param message what was asked, what was found, and what to do, in TensorFlow Serving's words
     *     where it has some
     */
    public Refusal(Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** What is sent does not fit. */
    public static Refusal invalid(String message) {
        return new Refusal(Code.INVALID_ARGUMENT, message);
    }

    /** What kind of refusal it is. */
    public Code code() {
        return code;
    }
}
