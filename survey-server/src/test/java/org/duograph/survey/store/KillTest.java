package org.duograph.survey.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process (SIGKILL) at random moments while many participants submit, starts on the same
 * folder again, and looks for everything that was acknowledged. A few rounds; {@code
 * -Dsurvey.kill.rounds=50} for more.
 */
class KillTest {
    private static final int ROUNDS = Integer.getInteger("survey.kill.rounds", 3);
    private static final int PARTICIPANTS = 16;

    @TempDir Path folder;

    /** What was acknowledged in all rounds: receipt codes and tokens by submission. */
    private final Map<String, String> codes = new HashMap<>();

    private final Map<String, String> tokens = new HashMap<>();
    private final Set<String> issued = new HashSet<>();
    private final Set<String> drafts = new HashSet<>();
    private int draftCount;
    private final Set<String> withdrawing = new HashSet<>();
    private final Set<String> withdrawn = new HashSet<>();

    @Test
    void everythingAcknowledgedIsFoundExactlyOnceAfterEachKill() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 1; round <= ROUNDS; round++) {
            killAfter(random.nextInt(1200));
            check("round " + round + " of seed " + seed);
        }
        System.out.printf(
                "%d kills: %d submissions, %d withdrawals, %d tokens, %d drafts acknowledged; each found once%n",
                ROUNDS, codes.size(), withdrawn.size(), issued.size(), draftCount);
        Folders.removeDatabase(folder);
        check("the database built anew");
    }

    /** Starts the victim, lets it work for a time, kills it, and hears everything it told. */
    private void killAfter(int millis) throws IOException, InterruptedException {
        Process victim =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Victim.class.getName(),
                                folder.toString(),
                                Integer.toString(PARTICIPANTS))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Thread killer =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(millis);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            victim.destroyForcibly();
                        });
        try (BufferedReader told = victim.inputReader()) {
            String line = told.readLine();
            assertThat(line).as("the victim started").isNotNull();
            killer.start();
            for (; line != null; line = told.readLine()) hear(line.split(" "));
        } catch (IOException e) {
            // The pipe broke with the process; what was told before is heard.
        }
        assertThat(victim.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(victim.exitValue()).as("ended by SIGKILL").isEqualTo(128 + 9);
    }

    /** The last line may be torn: then nobody was told. */
    private void hear(String[] words) {
        if (words[0].equals("issued") && words.length == 2) {
            issued.add(Secrets.hash(words[1]));
        } else if (words[0].equals("draft") && words.length == 2) {
            drafts.add(words[1]);
            draftCount++;
        } else if (words[0].equals("withdrawing") && words.length == 2) {
            withdrawing.add(words[1]);
        } else if (words[0].equals("withdrawn") && words.length == 2) {
            withdrawn.add(words[1]);
        } else if (words[0].equals("kept") && words.length == 4) {
            assertThat(codes.put(words[1], words[2])).as("kept twice: " + words[1]).isNull();
            if (!words[3].equals("-")) tokens.put(words[1], Secrets.hash(words[3]));
        }
    }

    private void check(String when) {
        try (Store store = Store.open(folder, Samples.AT_NOON)) {
            List<String> found = new ArrayList<>();
            store.responses("tea")
                    .forEach(
                            response -> {
                                found.add(response.id());
                                assertThat(response.answers().get("comment").orElseThrow())
                                        .startsWith(response.id());
                            });
            Set<String> missing = new HashSet<>(codes.keySet());
            found.forEach(missing::remove);
            // A withdrawal may be kept although the process died before it could tell.
            assertThat(missing).as(when).isSubsetOf(withdrawing);
            assertThat(found).as(when).doesNotHaveDuplicates().noneMatch(withdrawn::contains);
            assertThat(store.counts("tea").responses()).as(when).isEqualTo(found.size());
            for (String id : found) {
                String code = store.receipt(id).orElseThrow().code();
                assertThat(code).isEqualTo(codes.getOrDefault(id, code));
                assertThat(store.draft("p" + id)).as(when).isEmpty();
            }
            drafts.removeAll(found);
            drafts.removeAll(missing);
            for (String id : drafts) assertThat(store.draft("p" + id)).as(when).isPresent();
            Map<String, Boolean> answered = new HashMap<>();
            for (Invitation one : store.invitations("tea")) {
                answered.put(one.tokenHash(), one.answered());
            }
            assertThat(issued).as(when).isSubsetOf(answered.keySet());
            for (String token : tokens.values()) {
                assertThat(answered).as(when).containsEntry(token, true);
            }
        }
        Verification verification = Verification.of(folder);
        assertThat(verification.problems()).as(when).isEmpty();
        assertThat(verification.notes()).as(when).isEmpty();
    }
}
