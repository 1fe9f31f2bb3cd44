package org.duograph.survey.store;

import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Takes spent tokens out of the order of the answers, in anonymous studies.
 *
 * <p>When answers are kept, the line that spends their token stands beside theirs in the journal,
 * and whoever knows whose token it is could tell who said what. So one line with all spent tokens
 * of the study, sorted, takes the place of the single ones, and of the line that did so before:
 * what remains says who has answered, and not what.
 */
final class Gathering {
    /** An open study waits for so many: fewer would hide each other less. */
    private static final int ENOUGH = 10;

    private Gathering() {}

    /** Gathers where it is time to; says whether lines must be erased now. */
    static boolean gather(Transaction transaction) throws SQLException {
        Sql sql = transaction.sql();
        List<String> many = Queries.studiesWithSpent(sql, ENOUGH);
        boolean found = false;
        for (String study : Queries.studiesWithSpent(sql, 1)) {
            boolean open = Studies.opening(transaction, study) == Opening.OPEN;
            if (!Studies.isAnonymous(sql, study) || open && !many.contains(study)) continue;
            gather(transaction, study, Queries.spentTokens(sql, study));
            found = true;
        }
        return found;
    }

    /** Puts one line with all spent tokens of a study in place of the lines that say so. */
    static void gather(Transaction transaction, String study, List<String> spent)
            throws SQLException {
        transaction.record(
                new Event.InvitationsUsed(
                        study, spent, Queries.spentLines(transaction.sql(), study)),
                transaction.now().truncatedTo(ChronoUnit.DAYS));
    }
}
