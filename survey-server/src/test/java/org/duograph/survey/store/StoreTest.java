package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    @TempDir Path folder;

    private Store open() {
        Store store = Store.open(folder, Samples.AT_NOON);
        store.publish(Samples.yaml(1, "anonymous"));
        return store;
    }

    @Test
    void whatWasSubmittedIsThereAfterReopening() {
        Submission submission = Samples.submission("hot\nand \"sweet\"");
        Receipt receipt;
        try (Store store = open()) {
            receipt = store.submit(submission);
        }
        try (Store store = open()) {
            assertThat(store.responses("tea"))
                    .singleElement()
                    .satisfies(
                            response -> {
                                assertThat(response.id()).isEqualTo(submission.id());
                                assertThat(response.answers()).isEqualTo(submission.answers());
                                assertThat(response.order()).containsExactly("green", "black");
                            });
            assertThat(store.submit(submission)).isEqualTo(receipt);
            assertThat(store.receipt(submission.id())).contains(receipt);
            assertThat(store.counts("tea").responses()).isEqualTo(1);
        }
    }

    @Test
    void anAnonymousStudyKeepsDaysInsteadOfTimes() {
        try (Store store = open()) {
            Receipt receipt = store.submit(Samples.submission("hot"));
            Instant day = Instant.parse("2026-11-25T00:00:00Z");
            assertThat(receipt.at()).isEqualTo(day);
            assertThat(store.responses("tea")).allMatch(one -> one.started().equals(day));
        }
    }

    @Test
    void otherAnswersUnderTheSameIdAreRefused() {
        try (Store store = open()) {
            store.submit(Samples.submission("1", "hot", Optional.empty()));
            assertThatThrownBy(() -> store.submit(Samples.submission("1", "no", Optional.empty())))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("stay as they were");
            assertThat(store.responses("tea")).hasSize(1);
        }
    }

    @Test
    void aTokenTakesOneAnswer() {
        try (Store store = open()) {
            String token = store.issueInvitations("tea", List.of("seat 1", "seat 2")).get(1);
            Submission first = Samples.submission("1", "hot", Optional.of(token));
            Receipt receipt = store.submit(first);
            assertThat(store.submit(first)).isEqualTo(receipt);
            assertThatThrownBy(() -> store.submit(Samples.submission("2", "", Optional.of(token))))
                    .isInstanceOf(StoreException.AlreadyAnswered.class);
            assertThatThrownBy(() -> store.submit(Samples.submission("3", "", Optional.of("x"))))
                    .isInstanceOf(StoreException.Unknown.class);
            assertThat(store.invitations("tea"))
                    .extracting(Invitation::label, Invitation::answered)
                    .containsExactly(tuple("seat 1", false), tuple("seat 2", true));
        }
    }

    @Test
    void aClosedStudyTakesNoAnswersButKnowsThoseItHas() {
        try (Store store = open()) {
            Submission early = Samples.submission("hot");
            Receipt receipt = store.submit(early);
            store.setState("tea", StudyState.CLOSED);
            assertThatThrownBy(() -> store.submit(Samples.submission("late")))
                    .isInstanceOf(StoreException.Closed.class);
            assertThat(store.submit(early)).isEqualTo(receipt);
            store.setState("tea", StudyState.OPEN);
            store.submit(Samples.submission("again"));
            assertThat(store.counts("tea").responses()).isEqualTo(2);
        }
    }

    @Test
    void aDraftIsFoundAgainUntilItIsSubmitted() {
        try (Store store = open()) {
            store.saveDraft(Samples.draft("ann", "1", "one", "so far"), Optional.empty());
            store.saveDraft(Samples.draft("ann", "1", "two", "and further"), Optional.empty());
            store.saveDraft(Samples.draft("bob", "2", "one", ""), Optional.empty());
        }
        try (Store store = open()) {
            assertThat(store.draft("ann"))
                    .contains(Samples.draft("ann", "1", "two", "and further"));
            assertThat(store.counts("tea").draftsByPage())
                    .isEqualTo(new TreeMap<>(Map.of("one", 1L, "two", 1L)));
            store.submit(Samples.submission("1", "done", Optional.empty()));
            assertThat(store.draft("ann")).isEmpty();
            Counts counts = store.counts("tea");
            assertThat(counts.drafts()).isEqualTo(1);
            assertThat(counts.shareSent()).isEqualTo(0.5);
            assertThat(counts.responsesByDay()).containsEntry(LocalDate.of(2026, 11, 25), 1L);
        }
    }

    @Test
    void aVersionIsNeverChanged() {
        try (Store store = open()) {
            store.publish(Samples.yaml(1, "anonymous"));
            assertThatThrownBy(() -> store.publish(Samples.yaml(1, "anonymous") + "# other\n"))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("new version number");
            store.submit(Samples.submission("hot"));
            assertThatThrownBy(() -> store.publish(Samples.yaml(2, "pseudonymous")))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("promised to be anonymous");
            store.publish(Samples.yaml(2, "anonymous"));
            assertThat(store.latest("tea").orElseThrow().version()).isEqualTo(2);
            assertThat(store.responses("tea")).allMatch(response -> response.version() == 1);
        }
    }

    @Test
    void whatResearchersTryIsKeptApart() {
        try (Store store = open()) {
            Submission real = Samples.submission("real");
            store.submit(
                    new Submission(
                            "test",
                            "tea",
                            1,
                            "en",
                            "me",
                            Optional.empty(),
                            real.order(),
                            real.answers(),
                            real.started(),
                            true));
            assertThat(store.responses("tea")).isEmpty();
            assertThat(store.testResponses("tea")).hasSize(1);
            assertThat(store.counts("tea").responses()).isZero();
            assertThat(store.counts("tea").tests()).isEqualTo(1);
        }
    }
}
