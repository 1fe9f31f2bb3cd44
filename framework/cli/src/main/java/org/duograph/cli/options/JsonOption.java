package org.duograph.cli.options;

import java.io.PrintWriter;
import org.duograph.tensor.JsonText;
import picocli.CommandLine.Option;

/** The option {@code --json} of commands whose answer another program may want to read. */
public final class JsonOption {
    @Option(names = "--json", description = "Print it as JSON, for other programs.")
    private boolean json;

    /** Whether JSON is wanted, and nothing else on the output. */
    public boolean isWanted() {
        return json;
    }

    /** Prints maps, lists, texts and numbers, if that is wanted; whether it was. */
    public boolean print(PrintWriter out, Object value) {
        if (json) {
            out.println(JsonText.of(value));
        }
        return json;
    }
}
