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
            "The exit status is 0 if all is sound, else 1."
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
        found.problems().forEach(System.err::println);
        System.out.println(found.isSound() ? "sound" : "NOT SOUND");
        return found.isSound() ? 0 : 1;
    }
}
