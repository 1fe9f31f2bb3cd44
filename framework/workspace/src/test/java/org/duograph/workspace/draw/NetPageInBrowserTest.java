package org.duograph.workspace.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.duograph.plan.Plan;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.draw.NetDrawer.Direction;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;

/** The page of a net in a real browser. */
class NetPageInBrowserTest {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Logger SELENIUM_LOG = Logger.getLogger("org.openqa.selenium");

    /** All boxes of the seen picture that a reader sees now. */
    private static final String SEEN =
            "[...document.querySelectorAll('svg.view:not([hidden]) [data-n]')]"
                    + ".filter(box => box.getClientRects().length > 0)";

    @TempDir private static Path folder;
    private static ChromeDriver browser;

    @BeforeAll
    static void open() {
        assumeTrue(
                Files.exists(PROGRAM) && Files.exists(DRIVER),
                "needs Debian's packages chromium and chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(PROGRAM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--window-size=1280,900");
        SELENIUM_LOG.setLevel(Level.SEVERE); // it warns about every Chromium newer than itself
        System.setProperty("webdriver.chrome.driver", DRIVER.toString());
        browser = new ChromeDriver(options);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    @BeforeEach
    void inTheLight() {
        scheme("light");
    }

    private static void scheme(String wanted) {
        Map<String, Object> feature = Map.of("name", "prefers-color-scheme", "value", wanted);
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** A first layer, one block three times, and a layer behind it. */
    private static NetDef net() {
        NetDef.Builder net = NetDef.newBuilder().setName("blocks <&>").addExternalInput("data");
        net.addOp(conv("data", "first", 7));
        String before = "first";
        for (int i = 1; i <= 3; i++) {
            String b = "block" + i + "_";
            net.addOp(conv(before, b + "a", 3));
            net.addOp(Ops.operator("Relu", List.of(b + "a"), List.of(b + "a")));
            net.addOp(conv(b + "a", b + "b", 1));
            net.addOp(Ops.operator("Sum", List.of(before, b + "b"), List.of(b + "sum")));
            before = b + "sum";
        }
        net.addOp(Ops.operator("FC", List.of(before, "w", "b"), List.of("scores")));
        return net.addExternalOutput("scores").build();
    }

    private static OperatorDef conv(String in, String out, int k) {
        return Ops.operator("Conv", List.of(in, out + "_w"), List.of(out), Ops.arg("kernel", k));
    }

    private static void show(NetDrawer drawer) throws IOException {
        Path file = Files.writeString(folder.resolve("net.html"), drawer.html());
        browser.get(file.toUri().toString());
        assertThat(complaints()).isEmpty();
    }

    private static List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getMessage())
                .toList();
    }

    private static Object js(String script) {
        return browser.executeScript("return " + script);
    }

    private static WebElement find(String css) {
        return browser.findElement(By.cssSelector(css));
    }

    private static void type(CharSequence... keys) {
        new Actions(browser).sendKeys(keys).perform();
    }

    private static void click(String label) {
        find("svg.view:not([hidden]) [aria-label='" + label + "']").click();
    }

    private static String panel() {
        return find("#panel").getText();
    }

    /** How many pairs of boxes that are not inside of each other overlap. */
    private static long overlaps() {
        return (long)
                js(
                        "(boxes => boxes.reduce((sum, a, i) => sum + boxes.slice(i + 1).filter(b =>"
                                + " {const p = a.getBoundingClientRect();const q ="
                                + " b.getBoundingClientRect();return !a.contains(b) && !b.contains(a)"
                                + " && p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom"
                                + " - 1 && q.top < p.bottom - 1;}).length, 0))("
                                + SEEN
                                + ")");
    }

    /** How far arrows end from the boxes to which they go, at most, in pixels. */
    private static double gap() {
        return ((Number)
                        js(
                                "Math.max(...shown.arrows.filter(a =>"
                                        + " a.path.getClientRects().length).map(a => {const end ="
                                        + " a.path.getPointAtLength(a.path.getTotalLength())"
                                        + ".matrixTransform(a.path.getScreenCTM());const box ="
                                        + " a.to.getBoundingClientRect();return shown.down ?"
                                        + " Math.abs(end.y - box.top) : Math.abs(end.x - box.left);"
                                        + " }))"))
                .doubleValue();
    }

    @Test
    void operatorsAreSeenFirstAndMoreOnDemand() throws IOException {
        show(NetDrawer.of(net()).detail(Detail.OPERATORS));
        assertThat(js(SEEN + ".length")).isEqualTo(3L);
        assertThat(find("h1").getText()).isEqualTo("blocks <&>");
        assertThat(find("#about").getText()).isEqualTo("14 operators");
        find("#detail").sendKeys("everything");
        assertThat((String) js(SEEN + ".map(box => box.ariaLabel).join()"))
                .contains("data", "first_w", "scores");
        assertThat(overlaps()).isZero();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void anOpenedBlockPushesAwayWhatFollows() throws IOException {
        for (Direction direction : Direction.values()) {
            for (Detail detail : Detail.values()) {
                show(NetDrawer.of(net()).detail(detail).direction(direction));
                long closed = (long) js(SEEN + ".length");
                assertThat(gap()).as("closed, " + direction).isLessThan(3);
                type("o");
                assertThat((long) js(SEEN + ".length")).isGreaterThan(closed + 11);
                assertThat(overlaps()).as(direction + ", " + detail).isZero();
                assertThat(gap()).as("open, " + direction).isLessThan(3);
                assertThat(find("#blocks").getText()).isEqualTo("Close blocks");
                type("o");
                assertThat(js(SEEN + ".length")).isEqualTo(closed);
            }
        }
    }

    @Test
    void aClickTellsWhatThereIsToKnow() throws IOException {
        show(
                NetDrawer.of(net())
                        .detail(Detail.OPERATORS)
                        .types(Map.of("first", ArrayType.float32(1, 8, 32, 32))));
        click("Conv");
        assertThat(panel())
                .contains("argument kernel", "7", "first_w", "first (1x8x32x32 · 32 KiB)")
                .contains("first = Conv(data, first_w, kernel=7)");
        find("#panel .ways button").click();
        assertThat(panel()).contains("repetitions", "Open the block");
        type(Keys.ESCAPE);
        assertThat(find("#panel").isDisplayed()).isFalse();
    }

    @Test
    void aSearchOpensTheBlockInWhichItFinds() throws IOException {
        show(NetDrawer.of(net()).detail(Detail.OPERATORS));
        type("/");
        type("sum BLOCK2_b");
        assertThat(js("byId('found').value")).isEqualTo("1 found");
        type(Keys.ENTER);
        assertThat(js("byId('found').value")).isEqualTo("1 of 1");
        assertThat(panel()).contains("block2_sum = Sum(block1_sum, block2_b)");
        assertThat(js("document.querySelectorAll('.open').length")).isEqualTo(1L);
        type(Keys.ESCAPE);
        assertThat(js("document.querySelectorAll('.hit, .chosen').length")).isEqualTo(0L);
    }

    @Test
    void thePictureMovesAndGrows() throws IOException {
        show(NetDrawer.of(net()));
        double scale = ((Number) js("shown.camera.scale")).doubleValue();
        type("+");
        assertThat(((Number) js("shown.camera.scale")).doubleValue()).isGreaterThan(scale);
        double x = ((Number) js("shown.camera.x")).doubleValue();
        new Actions(browser)
                .moveToElement(find("#stage"), 300, 200)
                .clickAndHold()
                .moveByOffset(-50, 0)
                .release()
                .perform();
        assertThat(((Number) js("shown.camera.x")).doubleValue()).isGreaterThan(x);
        type(Keys.ARROW_LEFT);
        type("0");
        long outside =
                (long)
                        js(
                                SEEN
                                        + ".filter(box => { const r = box.getBoundingClientRect();"
                                        + "const s = stage.getBoundingClientRect();"
                                        + "return r.top < s.top || r.bottom > s.bottom; }).length");
        assertThat(outside).isZero();
    }

    @Test
    void theKeyboardIsEnough() throws IOException {
        show(NetDrawer.of(net()).detail(Detail.OPERATORS));
        js("shown.boxes[0].focus()");
        type(Keys.ENTER);
        assertThat(panel()).contains("first_w");
        type(Keys.TAB);
        type(Keys.ENTER);
        assertThat(js("document.activeElement.getAttribute('aria-expanded')")).isEqualTo("true");
        type("?");
        assertThat(find("#help").getText()).contains("open all blocks");
    }

    @Test
    void aDarkPageIsDark() throws IOException {
        show(NetDrawer.of(net()));
        String background = "getComputedStyle(document.body).backgroundColor";
        assertThat(js(background)).isEqualTo("rgb(255, 255, 255)");
        scheme("dark");
        assertThat(js(background)).isEqualTo("rgb(23, 25, 28)");
    }

    @Test
    void aPlanShowsWhatStoodWhereBefore() throws IOException {
        try (Workspace workspace = new Workspace("java", 0)) {
            workspace.feedBlob("x0", NDArray.zeros(ArrayType.float32(4, 8)));
            NetDef.Builder chain = NetDef.newBuilder().setName("chain");
            for (int i = 0; i < 5; i++) {
                chain.addOp(Ops.operator("Exp", List.of("x" + i), List.of("x" + (i + 1))));
            }
            workspace.createNet(chain.addExternalOutput("x5").build());
            Plan plan = workspace.plans("chain").get(0);
            Path file = Files.writeString(folder.resolve("plan.html"), PlanDrawer.of(plan).html());
            browser.get(file.toUri().toString());
            assertThat(complaints()).isEmpty();
            assertThat(js("boxes.length"))
                    .isEqualTo((long) plan.memory().arenas().get(0).pieces().size());
            assertThat(js("document.querySelectorAll('.plan .shade0').length"))
                    .as("two slots take turns, or one is written over")
                    .isIn(1L, 2L);
            type("/");
            type("x3");
            type(Keys.ENTER);
            assertThat(panel()).contains("256 B", "Exp", "x3");
        }
    }

    @Test
    void nothingIsAskedOfAnyoneElse() {
        String page = NetDrawer.of(net()).html();
        assertThat(page).isEqualTo(NetDrawer.of(net()).html());
        assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:", "https:", "src=", "href=", "@import", "fetch(");
    }
}
