package org.duograph.survey.web;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Researchers' passwords: Argon2id with 19 MiB, two passes, one lane (the OWASP advice of 2023).
 */
final class Passwords {
    static final int SHORTEST = 12;
    static final int LONGEST = 128;

    /** Long enough, but tried first by whoever guesses. */
    private static final Set<String> COMMON =
            Set.of(
                    "123456789012",
                    "1234567890123",
                    "12345678901234",
                    "123456123456",
                    "000000000000",
                    "111111111111",
                    "qwertyuiop12",
                    "qwertyuiop123",
                    "qwertyuiopasdf",
                    "1q2w3e4r5t6y",
                    "1qaz2wsx3edc",
                    "passwordpassword",
                    "password1234",
                    "password12345",
                    "password123456",
                    "administrator",
                    "adminadminadmin",
                    "letmeinletmein",
                    "iloveyou1234",
                    "welcome12345",
                    "changemenow1",
                    "unbelievable",
                    "abcdefghijkl",
                    "correcthorsebatterystaple");

    private Passwords() {}

    /** What is wrong with a new password, or nothing. */
    static Optional<String> problem(String password, String again) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            return Optional.of(
                    "The password has "
                            + length
                            + " characters; take "
                            + SHORTEST
                            + " to "
                            + LONGEST
                            + ".");
        }
        boolean oneCharacter = password.chars().distinct().count() == 1;
        if (oneCharacter || COMMON.contains(password.toLowerCase(Locale.ROOT))) {
            return Optional.of("This password is among the first that are guessed; take another.");
        }
        if (!Secret.same(password, again)) {
            return Optional.of("The two passwords are not the same; type both again.");
        }
        return Optional.empty();
    }

    static String hash(String password) {
        return Password.hash(password).addRandomSalt(16).with(argon2id()).getResult();
    }

    static boolean matches(String password, String hash) {
        return password.length() <= LONGEST * 2
                && Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
    }

    private static Argon2Function argon2id() {
        return Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);
    }
}
