package org.duograph.survey.store;

/** Why the store did not do what it was asked; nothing was changed. The message is for people. */
public abstract sealed class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The same id came with other content, or for something that was withdrawn. */
    public static final class Conflict extends StoreException {
        private static final long serialVersionUID = 1;

        public Conflict(String message) {
            super(message, null);
        }
    }

    /** The personal token was used before, with another submission. */
    public static final class AlreadyAnswered extends StoreException {
        private static final long serialVersionUID = 1;

        public AlreadyAnswered(String message) {
            super(message, null);
        }
    }

    /** The study takes no answers. */
    public static final class Closed extends StoreException {
        private static final long serialVersionUID = 1;

        public Closed(String message) {
            super(message, null);
        }
    }

    /** There is no such study, version or token. */
    public static final class Unknown extends StoreException {
        private static final long serialVersionUID = 1;

        public Unknown(String message) {
            super(message, null);
        }
    }

    /** Nothing can be kept now, for example because the disk is full. Worth trying again. */
    public static final class Unavailable extends StoreException {
        private static final long serialVersionUID = 1;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The folder cannot be opened: in use, damaged, or of another version. */
    public static final class Unusable extends StoreException {
        private static final long serialVersionUID = 1;

        public Unusable(String message) {
            super(message, null);
        }

        public Unusable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
