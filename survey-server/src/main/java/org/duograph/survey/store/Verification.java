package org.duograph.survey.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a look at every line of a folder found. Changes nothing, not even a torn last line.
 *
 * @param lines lines of the journal that are good, up to the first that is not
 * @param responses answers that the journal holds, tests included
 * @param withdrawn answers that were taken back
 * @param losses unsent drafts that cannot be read: the server starts all the same
 * @param notes what is worth knowing
 * @param problems why the folder is not sound; each says where, and what to do
 */
public record Verification(
        long lines,
        long responses,
        long withdrawn,
        List<String> losses,
        List<String> notes,
        List<String> problems) {

    /** Whether a server starts on the folder, and all answers are there. */
    public boolean isSound() {
        return problems.isEmpty();
    }

    /** Looks at a folder, also while a server uses it. */
    public static Verification of(Path folder) {
        Tally tally = new Tally();
        List<String> losses = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try {
            Segments.End journal = Segments.read(folder.resolve("journal"), 0, tally);
            if (journal.sequence() == 0) {
                problems.add("There is no journal in " + folder + ". Restore a backup.");
            } else if (tally.first != 1) {
                problems.add("The journal begins with line " + tally.first + ", not 1.");
            }
            journal.torn().ifPresent(torn -> notes.add(torn + " It is cut at the next start."));
            Salvage drafts = Salvage.read(folder.resolve("drafts"), 0, line -> {});
            drafts.damage().ifPresent(damage -> losses.add("Unsent drafts are damaged: " + damage));
            compare(folder, journal.sequence(), drafts.last(), tally, losses, notes, problems);
        } catch (StoreException.Unusable e) {
            problems.add(e.getMessage());
        } catch (IOException | SQLException e) {
            problems.add("The folder " + folder + " cannot be read: " + e);
        }
        return new Verification(
                tally.lines, tally.contents.size(), tally.withdrawn, losses, notes, problems);
    }

    /** The database must hold each answer and spent token of the journal once, and no other. */
    private static void compare(
            Path folder,
            long lines,
            long draftLines,
            Tally tally,
            List<String> losses,
            List<String> notes,
            List<String> problems)
            throws IOException {
        List<Path> files = Databases.files(folder.resolve("database"));
        if (files.isEmpty()) {
            notes.add("There is no database; the next start builds it from the journal.");
            return;
        }
        try (Database database = Database.openToRead(files.get(0))) {
            long known = database.read(sql -> Queries.progress(sql, "journal"));
            long drafts = database.read(sql -> Queries.progress(sql, "drafts"));
            if (drafts > draftLines) {
                losses.add(
                        "Unsent drafts are missing: the database knows %d lines, the files have %d."
                                .formatted(drafts, draftLines));
            }
            if (known > lines) {
                problems.add(
                        "The database knows %d lines, the journal has %d. Restore a backup."
                                .formatted(known, lines));
            } else if (known < lines || !database.isComplete()) {
                notes.add("The database lacks some lines; the next start takes them over.");
            } else {
                Map<String, String> contents = new HashMap<>();
                database.read(
                        sql ->
                                sql.all(
                                        row ->
                                                contents.put(
                                                        row.getString(1),
                                                        Queries.hex(row.getBytes(2))),
                                        "SELECT id, content FROM response"));
                Set<String> spent = new HashSet<>();
                database.read(
                        sql ->
                                sql.all(
                                        row -> spent.add(row.getString(1)),
                                        "SELECT token_hash FROM invitation WHERE answered"));
                if (!contents.equals(tally.hashes()) || !spent.equals(tally.spent)) {
                    problems.add(
                            "The database holds other answers or spent links than the journal. Remove %s; the next start builds it anew."
                                    .formatted(folder.resolve("database")));
                }
            }
        } catch (SQLException e) {
            notes.add("The database was not compared: it is in use, or cannot be read.");
        }
    }

    private record Content(String study, String hash) {}

    /** Counts what the journal says. */
    private static final class Tally implements Journal.Reader {
        final Map<String, Content> contents = new HashMap<>();
        final Map<String, String> invited = new HashMap<>();
        final Set<String> spent = new HashSet<>();
        long first;
        long lines;
        long withdrawn;

        @Override
        public void read(Line line) {
            if (lines++ == 0) first = line.sequence();
            Event event = line.event();
            if (event instanceof Event.Submitted submitted) {
                contents.put(submitted.id(), new Content(submitted.study(), submitted.content()));
            } else if (event instanceof Event.Withdrawn gone) {
                contents.remove(gone.submission());
                withdrawn++;
            } else if (event instanceof Event.InvitationsIssued issued) {
                invite(issued.study(), issued.invitations());
            } else if (event instanceof Event.InvitationsRelisted relisted) {
                forgetInvitations(relisted.study());
                invite(relisted.study(), relisted.invitations());
            } else if (event instanceof Event.InvitationUsed used) {
                spend(used.tokenHash());
            } else if (event instanceof Event.InvitationsUsed used) {
                used.tokenHashes().forEach(this::spend);
            } else if (event instanceof Event.StudyErased erased) {
                contents.values().removeIf(content -> content.study().equals(erased.study()));
                forgetInvitations(erased.study());
            }
        }

        private void invite(String study, List<Event.InvitationsIssued.Issued> invitations) {
            invitations.forEach(invitation -> invited.put(invitation.tokenHash(), study));
        }

        /** A line that spends an invitation may outlast the one that made it, for a moment. */
        private void spend(String tokenHash) {
            if (invited.containsKey(tokenHash)) spent.add(tokenHash);
        }

        private void forgetInvitations(String study) {
            invited.values().removeIf(study::equals);
            spent.retainAll(invited.keySet());
        }

        Map<String, String> hashes() {
            Map<String, String> hashes = new HashMap<>();
            contents.forEach((id, content) -> hashes.put(id, content.hash()));
            return hashes;
        }
    }
}
