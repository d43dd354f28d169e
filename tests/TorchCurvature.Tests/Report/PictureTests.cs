using System.Globalization;
using Microsoft.Playwright;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Report;

/// <summary>
/// Pages look as they did when somebody looked at them: screenshots beside approved ones. They depend on fonts and browser, and are only
/// compared where these are those of the approved ones. UPDATE_SNAPSHOTS=1 makes what differs approved.
/// </summary>
public sealed class PictureTests(Chromium browser) : IDisposable
{
    // Dots. A label of two letters that moves by two pixels changes more than twice as many.
    private const int Tolerance = 12;

    private static readonly string s_folder = Path.Combine(RepositoryRoot.Tests, "Report", "Pictures");
    private static readonly bool s_isUpdate = Environment.GetEnvironmentVariable(Snapshot.Update) == "1";

    // The last one is what is inside the margins of an A4 page.
    private static readonly Look[] s_looks =
    [
        new("light", 1280, 1000), new("dark", 1280, 1000), new("phone", 390, 1400), new("print", 680, 1009),
    ];

    // By two pixels to the right, by one down, and a label of an axis in the canvas.
    private static readonly string[] s_moves =
    [
        "() => document.querySelector('.headlines dt').style.translate = '2px'",
        "() => document.querySelector('.facts dd').style.translate = '0 1px'",
        """
        () => {
          const fill = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, x, y) { fill.call(this, text, text === "0.01" ? x + 2 : x, y); };
          dispatchEvent(new Event("afterprint")); // the figures are drawn again
        }
        """,
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds => [.. KeptRuns.Kinds];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task ThePageLooksAsItDid(string kind)
    {
        await using OpenedPage page = await OpenAsync(kind);
        List<string> differences = [];
        foreach (Look look in s_looks)
        {
            await TurnToAsync(page.Page, look);
            Picture now = Picture.Of(await page.Page.ScreenshotAsync());
            string path = Path.Combine(s_folder, $"{kind}-{look.Name}.png");
            int dots = DifferencesFrom(path, now);
            if (dots > Tolerance)
            {
                string received = s_isUpdate ? path : Path.ChangeExtension(path, ".received.png");
                await File.WriteAllBytesAsync(received, now.ToPng(), TestContext.Current.CancellationToken);
                differences.Add($"{dots} dots of {path} differ in {received}");
            }
        }

        Assert.Empty(page.Complaints);
        Assert.True(
            s_isUpdate || differences.Count == 0,
            $"{string.Join('\n', differences)}\nLook at them. If the change is meant, run this test with {Snapshot.Update}=1 and commit.");
    }

    [Fact]
    public async Task ALabelThatMovesIsSeen()
    {
        await using OpenedPage page = await OpenAsync("exact");
        Picture before = Picture.Of(await page.Page.ScreenshotAsync());
        foreach (string move in s_moves)
        {
            await page.Page.EvaluateAsync(move);
            await SettleAsync(page.Page);
            Picture after = Picture.Of(await page.Page.ScreenshotAsync());
            Assert.True(after.DifferencesFrom(before) > 2 * Tolerance, $"{after.DifferencesFrom(before)} dots differ after {move}");
            before = after;
        }
    }

    private static int DifferencesFrom(string path, Picture picture) =>
        File.Exists(path) ? picture.DifferencesFrom(Picture.Of(File.ReadAllBytes(path))) : int.MaxValue;

    private async Task<OpenedPage> OpenAsync(string kind)
    {
        OpenedPage page = await browser.OpenAsync(KeptRuns.WritePage(kind, _folder), s_looks[0].Width, s_looks[0].Height);
        string ground = await GroundAsync(page.Page);
        string path = Path.Combine(s_folder, "made-with.txt");
        if (s_isUpdate)
        {
            Directory.CreateDirectory(s_folder);
            await File.WriteAllTextAsync(path, ground);
        }

        string approved = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
        Assert.SkipUnless(ground == approved, $"The approved pictures were made with {approved}; here there is {ground}.");
        await SettleAsync(page.Page);
        return page;
    }

    // What a picture depends on beside the page: the browser's version, and how wide letters are.
    private async Task<string> GroundAsync(IPage page)
    {
        double[] widths = await page.EvaluateAsync<double[]>(
            """
            () => ["15px system-ui", "600 22px system-ui", "13px monospace"].map(font => {
              const context = document.createElement("canvas").getContext("2d");
              context.font = font;
              return context.measureText("λ max 0.0123456789 × 10⁻⁵ ‖F‖ ∇ℓ ≤ training").width;
            })
            """);
        string text = string.Join(", ", widths.Select(width => width.ToString("0.0", CultureInfo.InvariantCulture)));
        return $"Chromium {browser.Version.Split('.')[0]}, a line of its fonts {text} wide";
    }

    private static async Task TurnToAsync(IPage page, Look look)
    {
        await page.SetViewportSizeAsync(look.Width, look.Height);
        await SettleAsync(page); // drawn for this width before anything else changes
        await page.EmulateMediaAsync(new()
        {
            ColorScheme = look.Name == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            Media = look.Name == "print" ? Media.Print : Media.Screen,
        });
        if (look.Name == "print")
        {
            await page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
        }

        await SettleAsync(page);
    }

    // A frame in which sizes are seen, and one in which what follows from them is drawn.
    private static async Task SettleAsync(IPage page) => await page.EvaluateAsync(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))");

    private sealed record Look(string Name, int Width, int Height);
}
