package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a researcher does with what was kept, and that it holds over a new start. */
class CurationTest {
    private static final String SECRET = "Earl Grey at midnight";
    private static final String WHO = "grace";

    @TempDir Path folder;

    private Store open() {
        Store store = Store.open(folder, Samples.AT_NOON);
        if (store.studies().isEmpty()) store.publish(Samples.yaml(1, "pseudonymous"));
        return store;
    }

    /** Looks twice: at the running store, and at one whose database was built from the journal. */
    private void now(Look look) throws Exception {
        try (Store store = open()) {
            look.at(store);
        }
        Folders.removeDatabase(folder);
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            look.at(store);
        }
        Verification verification = Verification.of(folder);
        assertThat(verification.problems()).isEmpty();
    }

    private interface Look {
        void at(Store store) throws Exception;
    }

    private static Submission submission(String id) {
        return Samples.submission(id, "answer of " + id, Optional.empty());
    }

    @Test
    void anExcludedResponseIsLeftOutOfResultsWithItsReasonAndComesBack() throws Exception {
        try (Store store = open()) {
            for (String id : List.of("a", "b", "c")) store.submit(submission(id));
            store.curation().exclude(WHO, "b", "answered in a minute");
            store.curation().exclude(WHO, "b", "answered in half a minute");
            store.curation().exclude(WHO, "c", "a mistake");
            store.curation().include(WHO, "c");
        }
        now(
                store -> {
                    assertThat(store.responses("tea"))
                            .extracting(Response::id)
                            .containsExactly("a", "c");
                    assertThat(store.allResponses("tea"))
                            .extracting(response -> response.remark().excluded())
                            .containsExactly(
                                    Optional.empty(),
                                    Optional.of("answered in half a minute"),
                                    Optional.empty());
                    assertThat(store.counts("tea").responses()).isEqualTo(3);
                    assertThat(store.counts("tea").excluded()).isEqualTo(1);
                    assertThat(store.audits(10))
                            .extracting(AuditEntry::what)
                            .contains("excluded a response", "included a response again");
                    assertThat(store.audits(10)).allMatch(entry -> entry.who().equals(WHO));
                });
        try (Store store = open()) {
            store.curation().erase(WHO, "b");
            assertThat(store.counts("tea").excluded()).isZero();
            assertThat(store.counts("tea").responses()).isEqualTo(2);
        }
    }

    @Test
    void aNoteStandsBesideAResponseUntilItIsReplacedOrRemoved() throws Exception {
        try (Store store = open()) {
            for (String id : List.of("a", "b")) store.submit(submission(id));
            for (String id : List.of("a", "b")) store.curation().annotate(WHO, id, "first");
            store.curation().annotate(WHO, "a", "second");
            store.curation().annotate(WHO, "b", "");
        }
        now(
                store ->
                        assertThat(store.responses("tea"))
                                .extracting(response -> response.remark().note())
                                .containsExactly("second", ""));
    }

    @Test
    void anErasedResponseIsGoneWithItsNotesFromEveryFileAndTheAuditLogSaysSo(
            @TempDir Path elsewhere) throws Exception {
        try (Store store = open()) {
            store.submit(Samples.submission("gone", SECRET, Optional.empty()));
            store.submit(submission("stays"));
            store.curation().annotate(WHO, "gone", SECRET);
            store.curation().exclude(WHO, "gone", "too long");
            store.curation().erase(WHO, "gone");
            assertThat(Folders.holding(folder.resolve("journal"), SECRET)).isEmpty();
            assertThatThrownBy(() -> store.curation().erase(WHO, "gone"))
                    .isInstanceOf(StoreException.Unknown.class);
            Path backup = elsewhere.resolve("later.zip");
            Backup.take(folder, backup);
            Path restored = elsewhere.resolve("restored");
            Backup.restore(backup, restored);
            assertThat(Folders.holding(restored, SECRET)).isEmpty();
            for (int i = 0; i < 200 && !Folders.holding(folder, SECRET).isEmpty(); i++) {
                Thread.sleep(50);
            }
            assertThat(Folders.holding(folder, SECRET)).isEmpty();
        }
        now(
                store -> {
                    assertThat(store.responses("tea"))
                            .extracting(Response::id)
                            .containsExactly("stays");
                    assertThat(store.audits(1))
                            .extracting(AuditEntry::what, AuditEntry::about)
                            .containsExactly(
                                    org.assertj.core.groups.Tuple.tuple(
                                            "erased a response", "tea, response gone"));
                });
    }

    @Test
    void aMeasurementCountsByAPersonalLinkOrOnceItIsApproved() throws Exception {
        try (Store store = open()) {
            String token = store.issueInvitations("tea", List.of("Ann")).get(0);
            assertThat(store.addInstallTime(time("linked", Optional.of(token)))).isTrue();
            for (String id : List.of("1", "2", "3")) {
                assertThat(store.addInstallTime(time(id, Optional.empty()))).isFalse();
            }
            assertThat(store.installTimes("tea"))
                    .extracting(InstallTime::id)
                    .containsExactly("linked");
            assertThat(store.curation().approve(WHO, "tea", List.of("1", "none"))).isEqualTo(1);
            assertThat(store.curation().eraseMeasurements(WHO, "tea", List.of("2"))).isEqualTo(1);
            assertThat(store.addInstallTime(time("1", Optional.empty()))).isTrue();
            store.addInstallTime(time("2", Optional.empty()));
        }
        now(
                store -> {
                    assertThat(store.installTimes("tea"))
                            .extracting(InstallTime::id)
                            .containsExactly("linked", "1");
                    assertThat(store.curation().waiting("tea"))
                            .extracting(InstallTime::id)
                            .containsExactly("3");
                    assertThat(Folders.holding(folder.resolve("journal"), "machine of 2"))
                            .isEmpty();
                });
    }

    private static InstallTime time(String id, Optional<String> token) {
        SortedMap<String, String> details = new TreeMap<>();
        details.put("os", "machine of " + id);
        return new InstallTime(
                id,
                "tea",
                token.map(Secrets::hash),
                "green",
                "local",
                "finished",
                60,
                1,
                Samples.NOON,
                details);
    }

    @Test
    void anErasedInvitationNoLongerWorksAndTheOthersDo() throws Exception {
        List<String> tokens;
        try (Store store = open()) {
            tokens = store.issueInvitations("tea", List.of("Ann", SECRET, "Bob", "Cem"));
            store.submit(Samples.submission("by ann", "tea", Optional.of(tokens.get(0))));
            store.submit(Samples.submission("by the other", "x", Optional.of(tokens.get(1))));
            store.curation().eraseInvitation(WHO, "tea", Secrets.hash(tokens.get(1)));
            store.submit(Samples.submission("by bob", "tea", Optional.of(tokens.get(2))));
            assertThat(Folders.holding(folder.resolve("journal"), SECRET)).isEmpty();
            assertThat(Folders.holding(folder.resolve("journal"), Secrets.hash(tokens.get(1))))
                    .isEmpty();
        }
        now(
                store -> {
                    assertThat(store.invitations("tea"))
                            .extracting(Invitation::label)
                            .containsExactly("Ann", "Bob", "Cem");
                    assertThat(store.invitations("tea"))
                            .extracting(Invitation::answered)
                            .containsExactly(true, true, false);
                    assertThat(store.responses("tea")).hasSize(3);
                    assertThatThrownBy(
                                    () ->
                                            store.submit(
                                                    Samples.submission(
                                                            "again",
                                                            "x",
                                                            Optional.of(tokens.get(1)))))
                            .isInstanceOf(StoreException.Unknown.class);
                });
    }

    @Test
    void anErasedStudyLeavesNothingButTheAuditLogAndItsNameIsFreeAgain() throws Exception {
        try (Store store = open()) {
            store.publish(Samples.yaml(2, "pseudonymous").replace("About tea", SECRET));
            String token = store.issueInvitations("tea", List.of(SECRET)).get(0);
            store.refuse("tea");
            store.submit(Samples.submission("1", SECRET, Optional.of(token)));
            store.submit(Samples.submission("2", SECRET, Optional.empty()));
            store.curation().exclude(WHO, "2", SECRET);
            store.addInstallTime(time("3", Optional.empty()));
            store.saveDraft(Samples.draft("ann", "4", "taste", SECRET), Optional.empty());
            store.curation().eraseStudy(WHO, "tea");
            assertThat(store.studies()).isEmpty();
            assertThat(store.versions("tea")).isEmpty();
            assertThat(store.draft("ann")).isEmpty();
            assertThat(Folders.holding(folder.resolve("journal"), SECRET)).isEmpty();
            assertThat(Folders.holding(folder.resolve("journal"), Secrets.hash(token))).isEmpty();
            assertThat(Folders.holding(folder.resolve("drafts"), SECRET)).isEmpty();

            store.publish(Samples.yaml(1, "anonymous"));
            store.saveDraft(Samples.draft("bob", "5", "taste", "mine"), Optional.empty());
            store.submit(submission("6"));
        }
        now(
                store -> {
                    assertThat(store.responses("tea"))
                            .extracting(Response::id)
                            .containsExactly("6");
                    assertThat(store.counts("tea").drafts()).isEqualTo(1);
                    assertThat(store.counts("tea").refused()).isZero();
                    assertThat(store.invitations("tea")).isEmpty();
                    assertThat(store.curation().waiting("tea")).isEmpty();
                    assertThat(store.draft("bob")).isPresent();
                    assertThat(store.audits(10))
                            .extracting(AuditEntry::what)
                            .contains("erased the study");
                });
    }

    @Test
    void erasingAStudyThatIsBrokenOffIsTakenUpAtTheNextStart(@TempDir Path crashed)
            throws Exception {
        boolean[] look = {false};
        Faults crash =
                point -> {
                    if (look[0] && point == Faults.Point.FORCED) {
                        look[0] = false;
                        Folders.copy(folder, crashed);
                    }
                };
        try (Store store = Store.open(folder, Samples.AT_NOON, crash)) {
            store.publish(Samples.yaml(1, "anonymous"));
            store.submit(Samples.submission(SECRET));
            store.saveDraft(Samples.draft("ann", "4", "taste", SECRET), Optional.empty());
            look[0] = true;
            store.curation().eraseStudy(WHO, "tea");
        }
        assertThat(Folders.holding(crashed.resolve("drafts"), SECRET)).isNotEmpty();
        try (Store store = Store.open(crashed, Samples.AT_NOON)) {
            assertThat(store.studies()).isEmpty();
            assertThat(store.draft("ann")).isEmpty();
            assertThat(Folders.holding(crashed.resolve("journal"), SECRET)).isEmpty();
            assertThat(Folders.holding(crashed.resolve("drafts"), SECRET)).isEmpty();
        }
    }
}
