package org.duograph.survey.store;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * A process to be killed: many participants submit, save drafts and withdraw as fast as they can,
 * and each tells on standard output what the store acknowledged, after it did.
 */
final class Victim {
    private Victim() {}

    /** Arguments: the folder, and how many participants. */
    public static void main(String[] args) {
        Store store = Store.open(Path.of(args[0]), Clock.systemUTC());
        store.publish(Samples.yaml(1, "anonymous"));
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            new Thread(() -> participate(store)).start();
        }
    }

    private static void participate(Store store) {
        Random random = new Random();
        while (true) {
            String id = UUID.randomUUID().toString();
            Optional<String> token = Optional.empty();
            if (random.nextInt(4) == 0) {
                token = Optional.of(store.issueInvitations("tea", List.of("seat")).get(0));
                tell("issued " + token.get());
            }
            if (random.nextInt(4) == 0) {
                store.saveDraft(Samples.draft("p" + id, id, "one", "so far"), Optional.empty());
                tell("draft " + id);
            }
            String comment = id + "x".repeat(random.nextInt(3000));
            Receipt receipt = store.submit(Samples.submission(id, comment, token));
            tell("kept " + id + " " + receipt.code() + " " + token.orElse("-"));
            if (random.nextInt(100) == 0) store.setState("tea", StudyState.OPEN); // gathers
            if (random.nextInt(200) == 0) {
                tell("withdrawing " + id);
                store.withdraw(receipt.code());
                tell("withdrawn " + id);
            }
        }
    }

    private static synchronized void tell(String line) {
        System.out.println(line);
    }
}
