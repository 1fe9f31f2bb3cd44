package org.duograph.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.duograph.cli.options.Streams;
import org.duograph.messages.TextFiles;
import org.duograph.ops.OpCatalog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duograph new-operator}: writes a Maven project that brings an operator of one's own. */
@Command(
        name = "new-operator",
        description = {
            "Writes a Maven project that adds an operator to Duograph: definition, gradient, kernels and tests.",
            "It is complete, and computes scale X^2 until you change it. Its README explains it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph new-operator SoftClip",
            "  duograph new-operator SoftClip --package com.acme.nets --out soft-clip",
            "  cd soft-clip && mvn verify"
        })
final class NewOperatorCommand implements Callable<Integer> {
    /** The files in the resource folder {@code /new-operator}: the project of ScaledSquare. */
    static final List<String> FILES =
            List.of(
                    "README.adoc",
                    "pom.xml",
                    "src/main/java/org/example/scaledsquare/ScaledSquare.java",
                    "src/main/java/org/example/scaledsquare/package-info.java",
                    "src/main/resources/META-INF/services/org.duograph.backend.KernelLibrary",
                    "src/main/resources/META-INF/services/org.duograph.graph.OpLibrary",
                    "src/test/java/org/example/scaledsquare/ScaledSquareTest.java");

    @Mixin private Streams streams;

    @Parameters(
            paramLabel = "NAME",
            description = "The operator's type, which is also a Java class: SoftClip.")
    private String name;

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "The Java package; org.example.NAME in small letters if not said.")
    private String javaPackage;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "The new project's folder; one that is called like the operator if not said.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        requireNewName();
        String inPackage =
                javaPackage == null ? "org.example." + name.toLowerCase(Locale.ROOT) : javaPackage;
        if (!SourceVersion.isName(inPackage)) {
            throw new IllegalArgumentException(
                    "--package %s is no Java package; it is words with dots between them, as in com.acme.nets"
                            .formatted(inPackage));
        }
        Path folder = out == null ? Path.of(artifact()) : out;
        requireNewFolder(folder);
        for (String file : FILES) {
            Path to = folder.resolve(renamed(file, inPackage));
            Files.createDirectories(to.getParent());
            TextFiles.write(to, renamed(template(file), inPackage));
            streams.out().println(to);
        }
        streams.out().println("Try it: cd " + folder + " && mvn verify");
        return 0;
    }

    private void requireNewName() {
        if (!name.matches("[A-Z][A-Za-z0-9]*")) {
            throw new IllegalArgumentException(
                    "\"%s\" is no name of an operator; it begins with a capital and has only letters and digits, as in SoftClip"
                            .formatted(name));
        }
        if (OpCatalog.types().contains(name)) {
            throw new IllegalArgumentException(
                    "there is an operator %s already (duograph ops doc %s); choose another name"
                            .formatted(name, name));
        }
    }

    private static void requireNewFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        boolean empty = false;
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                empty = files.findAny().isEmpty();
            }
        }
        if (!empty) {
            throw new IllegalArgumentException(
                    folder
                            + " is there already and is not empty; choose another folder with --out");
        }
    }

    private static String template(String file) throws IOException {
        try (InputStream in = Duograph.class.getResourceAsStream("/new-operator/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A path or text of the template with the names of the new project. */
    private String renamed(String text, String inPackage) {
        return text.replace("org/example/scaledsquare", inPackage.replace('.', '/'))
                .replace("org.example.scaledsquare", inPackage)
                .replace("<groupId>org.example</groupId>", "<groupId>" + inPackage + "</groupId>")
                .replace("ScaledSquare", name)
                .replace("scaled-square", artifact());
    }

    /** The name with small letters and dashes: {@code soft-clip} of {@code SoftClip}. */
    private String artifact() {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
