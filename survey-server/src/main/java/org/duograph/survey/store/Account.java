package org.duograph.survey.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A researcher who may log in.
 *
 * @param name by which they log in, and which the audit log shows
 * @param password hash of the password; none before they set it the first time
 * @param setUp the link by which they may set it; none if there is none, or it was used
 */
public record Account(
        String name, Role role, Optional<String> password, Optional<Account.SetUp> setUp) {

    /** Whoever starts the server: always there, and always an administrator. */
    public static final String FIRST = "administrator";

    /**
     * A link that sets a password, once.
     *
     * @param tokenHash {@link Secrets#hash} of its token
     */
    public record SetUp(String tokenHash, Instant until) {}

    /** A new account, whose owner gets a link to set the password. */
    public static Account invited(String name, Role role, SetUp setUp) {
        return new Account(name, role, Optional.empty(), Optional.of(setUp));
    }

    public Account withRole(Role other) {
        return new Account(name, other, password, setUp);
    }

    public Account withSetUp(SetUp other) {
        return new Account(name, role, password, Optional.of(other));
    }

    /** With a password; no link sets another. */
    public Account withPassword(String hash) {
        return new Account(name, role, Optional.of(hash), Optional.empty());
    }
}
