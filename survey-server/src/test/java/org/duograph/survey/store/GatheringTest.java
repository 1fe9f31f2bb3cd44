package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatheringTest {
    @TempDir Path temp;
    private Path folder;
    private final List<String> tokens = new ArrayList<>();
    private int answered;

    private Store open(String privacy) {
        return open(privacy, Faults.NONE);
    }

    private Store open(String privacy, Faults faults) {
        folder = temp.resolve("folder");
        Store store = Store.open(folder, Samples.AT_NOON, faults);
        store.publish(Samples.yaml(1, privacy));
        return store;
    }

    /** Lets invited people answer, by way of a draft. */
    private void answer(Store store, int people) {
        List<String> labels = Stream.generate(() -> "seat").limit(people).toList();
        tokens.addAll(store.issueInvitations("tea", labels));
        for (int until = answered + people; answered < until; answered++) {
            Optional<String> token = Optional.of(tokens.get(answered));
            String id = "id" + answered;
            store.saveDraft(Samples.draft("p" + answered, id, "one", "so far", token), token);
            store.submit(Samples.submission(id, "answer " + answered, token));
        }
    }

    private List<String> hashes() {
        return tokens.stream().map(Secrets::hash).toList();
    }

    private static List<Line> lines(Path journal) throws Exception {
        List<Line> lines = new ArrayList<>();
        Segments.read(journal, 0, lines::add);
        return lines;
    }

    private static <E extends Event> List<E> events(Path folder, Class<E> type) throws Exception {
        return lines(folder.resolve("journal")).stream()
                .map(Line::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The file of the database is built anew in the background. */
    private void close(Store store, Path folder) throws Exception {
        for (int i = 0; i < 200 && !unerased(folder).isEmpty(); i++) Thread.sleep(50);
        store.close();
        assertThat(unerased(folder)).isEmpty();
    }

    /** Files that hold bytes of a single spent token, or of a draft begun with one. */
    private List<Path> unerased(Path folder) throws IOException {
        List<Path> found = new ArrayList<>(Folders.holding(folder, "\"invitation_used\""));
        for (String token : tokens) {
            found.addAll(Folders.holding(folder, Secrets.linkHash(token)));
        }
        return found;
    }

    @Test
    void noLineJoinsAnswersAndTokenOnceTheStudyIsClosed() throws Exception {
        Store store = open("anonymous");
        answer(store, 7);
        List<Line> before = lines(folder.resolve("journal"));
        for (int i = 0; i + 1 < before.size(); i++) {
            if (before.get(i).event() instanceof Event.Submitted) {
                assertThat(before.get(i + 1).event())
                        .as("while the study runs, the next line tells")
                        .isInstanceOf(Event.InvitationUsed.class);
            }
        }
        List<Path> databaseBefore = Databases.files(folder.resolve("database"));
        store.setState("tea", StudyState.CLOSED);
        assertThat(events(folder, Event.InvitationUsed.class)).isEmpty();
        Path database = folder.resolve("database");
        for (int i = 0; i < 200 && Databases.files(database).equals(databaseBefore); i++) {
            Thread.sleep(50);
        }
        close(store, folder);

        for (Line line : lines(folder.resolve("journal"))) {
            String text = new String(line.bytes(), java.nio.charset.StandardCharsets.UTF_8);
            long named = hashes().stream().filter(text::contains).count();
            boolean ofAll =
                    line.event() instanceof Event.InvitationsIssued
                            || line.event() instanceof Event.InvitationsUsed;
            assertThat(named).as(text).isEqualTo(ofAll ? 7 : 0);
        }
        assertThat(events(folder, Event.InvitationsUsed.class))
                .singleElement()
                .satisfies(
                        used ->
                                assertThat(used.tokenHashes())
                                        .isEqualTo(hashes().stream().sorted().toList()));
        assertThat(lines(folder.resolve("drafts"))).isEmpty();
        assertThat(Databases.files(database))
                .as("a file that never saw the single lines")
                .hasSize(1)
                .doesNotContainAnyElementsOf(databaseBefore);
        assertThat(rowsOfInvitations()).as("in the order of issue").isEqualTo(hashes());
    }

    private List<String> rowsOfInvitations() throws Exception {
        Path file = Databases.files(folder.resolve("database")).get(0);
        try (Database database = Database.openToRead(file)) {
            return database.read(
                    sql ->
                            sql.all(
                                    row -> row.getString(1),
                                    "SELECT token_hash FROM invitation ORDER BY _ROWID_"));
        }
    }

    @Test
    void gatheredTokensStaySpent() throws Exception {
        try (Store store = open("anonymous")) {
            answer(store, 3);
            store.setState("tea", StudyState.ARCHIVED);
            store.setState("tea", StudyState.OPEN);
            assertThatThrownBy(
                            () ->
                                    store.submit(
                                            Samples.submission(
                                                    "x", "", Optional.of(tokens.get(1)))))
                    .isInstanceOf(StoreException.AlreadyAnswered.class);
        }
        assertThat(Verification.of(folder).problems()).isEmpty();
        Backup.take(folder, temp.resolve("backup.zip"));
        Path restored = temp.resolve("restored");
        Backup.restore(temp.resolve("backup.zip"), restored);
        Folders.removeDatabase(folder);
        for (Path copy : List.of(folder, restored)) {
            try (Store store = Store.open(copy, Samples.AT_NOON)) {
                assertThat(store.invitations("tea")).hasSize(3).allMatch(Invitation::answered);
                assertThat(store.responses("tea")).hasSize(3);
            }
            assertThat(Verification.of(copy).problems()).isEmpty();
        }
    }

    @Test
    void aDatabaseThatKnowsOtherSpentTokensIsNotSound() throws Exception {
        try (Store store = open("anonymous")) {
            answer(store, 1);
        }
        try (Database database =
                Database.open(Databases.files(folder.resolve("database")).get(0))) {
            database.writing().update("UPDATE invitation SET answered = FALSE");
            database.commit();
        }
        assertThat(Verification.of(folder).problems())
                .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .contains("spent links", "Remove");
    }

    @Test
    void anOpenStudyGathersTenAtATimeIntoOneLine() throws Exception {
        Store store = open("anonymous");
        answer(store, 9);
        store.setState("tea", StudyState.OPEN);
        assertThat(events(folder, Event.InvitationUsed.class)).hasSize(9);
        answer(store, 1);
        store.close();
        store = open("anonymous"); // a start gathers, and so does each minute
        assertThat(events(folder, Event.InvitationUsed.class)).isEmpty();
        answer(store, 9);
        store.setState("tea", StudyState.CLOSED);
        close(store, folder);
        assertThat(events(folder, Event.InvitationsUsed.class))
                .as("nothing tells the first ten from the others")
                .singleElement()
                .satisfies(used -> assertThat(used.tokenHashes()).hasSize(19));
    }

    @Test
    void aPseudonymousStudyGathersNothing() throws Exception {
        try (Store store = open("pseudonymous")) {
            answer(store, 12);
            store.setState("tea", StudyState.CLOSED);
        }
        assertThat(events(folder, Event.InvitationUsed.class)).hasSize(12);
    }

    @ParameterizedTest
    @EnumSource
    void gatheringBrokenOffAnywhereIsTakenUpAtTheNextStart(Faults.Point where) throws Exception {
        boolean[] look = {false};
        List<Path> crashes = new ArrayList<>();
        Faults crash =
                point -> {
                    if (!look[0] || point != where) return;
                    crashes.add(temp.resolve("crash" + crashes.size()));
                    Folders.copy(folder, crashes.get(crashes.size() - 1));
                };
        try (Store store = open("anonymous", crash)) {
            answer(store, 12);
            look[0] = true;
            store.setState("tea", StudyState.CLOSED);
            look[0] = false;
        }
        assertThat(crashes).hasSizeGreaterThan(1);
        for (Path crashed : crashes) {
            Files.writeString(crashed.resolve("journal/rewritten"), "half a li");
            Store store = Store.open(crashed, Samples.AT_NOON);
            assertThat(store.invitations("tea")).hasSize(12).allMatch(Invitation::answered);
            assertThat(store.responses("tea")).hasSize(12);
            assertThat(events(crashed, Event.InvitationUsed.class)).isEmpty();
            close(store, crashed);
            assertThat(Verification.of(crashed).problems()).isEmpty();
        }
    }

    @Test
    void aStudyIsClosedAlthoughTheDiskIsFullForGathering() throws Exception {
        int[] forced = {Integer.MIN_VALUE};
        Faults full =
                point -> {
                    if (point == Faults.Point.WRITTEN && ++forced[0] == 2) {
                        throw new IOException("No space left on device");
                    }
                };
        try (Store store = open("anonymous", full)) {
            answer(store, 2);
            forced[0] = 0;
            store.setState("tea", StudyState.CLOSED);
            assertThat(store.state("tea")).isEqualTo(StudyState.CLOSED);
            assertThat(events(folder, Event.InvitationUsed.class)).hasSize(2);
        }
        open("anonymous").close();
        assertThat(events(folder, Event.InvitationUsed.class)).isEmpty();
    }

    @Test
    void aDraftIsFoundByItsTokenAndDoesNotNameTheInvitation() throws Exception {
        try (Store store = open("anonymous")) {
            tokens.addAll(store.issueInvitations("tea", List.of("seat 1")));
            Optional<String> token = Optional.of(tokens.get(0));
            Draft draft = Samples.draft("ann", "1", "one", "so far", token);
            store.saveDraft(draft, token);
            assertThat(store.draftByToken(tokens.get(0))).contains(draft);
            assertThat(Folders.holding(folder.resolve("drafts"), hashes().get(0))).isEmpty();
            store.submit(Samples.submission("1", "hot", token));
            assertThatThrownBy(() -> store.saveDraft(Samples.draft("bob", "2", "one", ""), token))
                    .isInstanceOf(StoreException.AlreadyAnswered.class);
        }
    }

    @Test
    void aDraftOfAnOlderServerIsFoundByItsToken() throws Exception {
        try (Store store = open("anonymous")) {
            tokens.addAll(store.issueInvitations("tea", List.of("seat 1")));
            store.saveDraft(
                    Samples.draft("ann", "1", "one", "so far", Optional.of(tokens.get(0))),
                    Optional.empty());
        }
        Path drafts = Segments.files(folder.resolve("drafts")).get(0);
        String json = Files.readString(drafts).split(" ", 4)[3].strip();
        json =
                json.replaceAll(
                        "\"linkHash\":\"\\w+\"", "\"tokenHash\":\"" + hashes().get(0) + "\"");
        Files.writeString(drafts, checked("1 " + json.length() + " " + json));
        Folders.removeDatabase(folder);
        try (Store store = open("anonymous")) {
            assertThat(store.draftByToken(tokens.get(0)).orElseThrow().participant())
                    .isEqualTo("ann");
        }
    }

    private static String checked(String line) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return "%08x %s\n".formatted(crc.getValue(), line);
    }
}
