package org.duograph.survey;

import java.util.concurrent.Callable;
import org.duograph.survey.store.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code verify}: looks at everything a server keeps. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks every line of the journal, and compares the database with it. Changes nothing."
                    + " The server may be running.",
            "The exit status is 0 if all is sound, else 1. Damage among unsent drafts does not keep"
                    + " a server from its start."
        })
final class VerifyCommand implements Callable<Integer> {
    @Mixin private DataFolder data;

    @Override
    public Integer call() {
        return print(Verification.of(data.path));
    }

    static int print(Verification found) {
        System.out.printf(
                "%d lines, %d responses, %d withdrawn%n",
                found.lines(), found.responses(), found.withdrawn());
        found.notes().forEach(System.out::println);
        found.losses().forEach(System.err::println);
        found.problems().forEach(System.err::println);
        boolean complete = found.losses().isEmpty();
        System.out.println(
                !found.isSound()
                        ? "NOT SOUND"
                        : complete ? "sound" : "answers sound, unsent drafts DAMAGED");
        return found.isSound() && complete ? 0 : 1;
    }
}
