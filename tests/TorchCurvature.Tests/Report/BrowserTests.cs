using System.Globalization;
using System.Xml.Linq;
using Microsoft.Playwright;

namespace TorchCurvature.Tests.Report;

/// <summary>The page in a real browser.</summary>
public sealed class BrowserTests(Chromium browser)
{
    [Fact]
    public async Task NothingIsAskedForAndNothingIsComplainedOf()
    {
        using MadeRun run = RichRun.Make();
        await using OpenedPage page = await browser.OpenAsync(run);
        foreach (ILocator details in await page.Page.Locator("details > summary").AllAsync())
        {
            await details.ClickAsync();
        }

        foreach (ILocator plot in await page.Page.Locator(".plot").AllAsync())
        {
            await plot.ScrollIntoViewIfNeededAsync();
            await plot.HoverAsync();
        }

        Assert.Equal(page.Page.Url, Assert.Single(page.Requests, url => !url.StartsWith("data:", StringComparison.Ordinal)));
        Assert.Empty(page.Complaints);
        Assert.True(await page.Page.Locator("figure").CountAsync() > 15);
        Assert.Equal(await page.Page.Locator("figure").CountAsync(), await page.Page.Locator("figure canvas").CountAsync());
    }

    /// <summary>From a quarter to a half of a linear axis.</summary>
    [Fact]
    public async Task DraggingZoomsToWhatWasDraggedOverAndADoubleClickShowsAll()
    {
        using MadeRun run = new MadeRun().WithSpectrum(400);
        await using OpenedPage page = await browser.OpenAsync(run);
        await page.In("spectrum", "button:text('x: symmetric log')").ClickAsync();
        (double low, double high) = await page.RangeAsync("spectrum");
        LocatorBoundingBoxResult box = (await page.In("spectrum", ".u-over").BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(box.X + (box.Width / 4), box.Y + 100);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + 120, new() { Steps = 5 });
        await page.Page.Mouse.UpAsync();
        await page.In("spectrum", "button:text('Show all')").WaitForAsync();
        (double zoomedLow, double zoomedHigh) = await page.RangeAsync("spectrum");
        double tolerance = 3 * (high - low) / box.Width; // pixels
        Assert.Equal(low + (0.25 * (high - low)), zoomedLow, tolerance);
        Assert.Equal(low + (0.5 * (high - low)), zoomedHigh, tolerance);

        await page.In("spectrum", ".u-over").DblClickAsync();
        await page.In("spectrum", "button:text('Show all')").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Equal((low, high), await page.RangeAsync("spectrum"));
    }

    [Fact]
    public async Task HoveringTellsValueErrorAndIndexOfTheNearestEigenvalue()
    {
        using MadeRun run = new MadeRun().WithSpectrum(400);
        double[] final = Final(run);
        await using OpenedPage page = await browser.OpenAsync(run);
        await page.In("spectrum", "button:text('x: symmetric log')").ClickAsync();
        (double low, double high) = await page.RangeAsync("spectrum");
        LocatorBoundingBoxResult box = (await page.In("spectrum", ".u-over").BoundingBoxAsync())!;
        foreach ((int place, string digits) in (IEnumerable<(int, string)>)[(0, "0.00125000"), (2, "0.00100000"), (4, "7.50000 × 10⁻⁴")])
        {
            double share = (final[place] - low) / (high - low);
            await page.Page.Mouse.MoveAsync((float)(box.X + (share * box.Width) + 2), box.Y + 60);
            string told = await page.In("spectrum", ".readout").InnerTextAsync();
            Assert.StartsWith($"λ = {digits} ± 1.1 × 10⁻¹⁵ · index {place + 1} of 400", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ArrowKeysGoFromEigenvalueToEigenvalue()
    {
        using MadeRun run = new MadeRun().WithSpectrum(400);
        await using OpenedPage page = await browser.OpenAsync(run);
        await page.In("spectrum", ".plot").FocusAsync();
        await page.Page.Keyboard.PressAsync("End");
        await page.Page.Keyboard.PressAsync("ArrowLeft");
        Assert.Contains("index 2 of 400", await page.In("spectrum", ".readout").InnerTextAsync(), StringComparison.Ordinal);
        await page.Page.Keyboard.PressAsync("Home");
        Assert.Contains("index 400 of 400", await page.In("spectrum", ".readout").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClickOnAColumnSortsByItsNumbersAndASecondOneTurnsThemRound()
    {
        using MadeRun run = RichRun.Make();
        await using OpenedPage page = await browser.OpenAsync(run);
        ILocator head = page.Page.Locator("#layer-numbers thead th").Nth(4);
        ILocator cells = page.Page.Locator("#layer-numbers tbody td:nth-child(5) data");
        double[] before = await ValuesAsync();
        await head.Locator("button").ClickAsync();
        Assert.Equal("ascending", await head.GetAttributeAsync("aria-sort"));
        Assert.Equal(before.Order(), await ValuesAsync());
        await head.Locator("button").ClickAsync();
        Assert.Equal("descending", await head.GetAttributeAsync("aria-sort"));
        Assert.Equal(before.OrderDescending(), await ValuesAsync());
        Assert.NotEqual(before.Order(), before);

        async Task<double[]> ValuesAsync() => await cells.EvaluateAllAsync<double[]>("all => all.map(data => Number(data.value))");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task AxeFindsNoViolation(ColorScheme scheme)
    {
        using MadeRun run = RichRun.Make();
        await using OpenedPage page = await browser.OpenAsync(run, scheme: scheme);
        foreach (ILocator summary in await page.Page.Locator("details > summary").AllAsync())
        {
            await summary.ClickAsync();
        }

        await page.AssertAccessibleAsync();
    }

    [Fact]
    public async Task NothingIsWiderThanAPhone()
    {
        using MadeRun run = RichRun.Make();
        await using OpenedPage page = await browser.OpenAsync(run, width: 390);
        Assert.Equal(390, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal(390, await page.Page.EvaluateAsync<int>("innerWidth"));
    }

    [Fact]
    public async Task TheSmallestAndTheLargestDoubleLeaveThePageUsable()
    {
        using MadeRun run = new MadeRun().WithManifest(new { command = "track" }).With("checkpoint-densities.csv", """
            checkpoint,eigenvalue,density,lower,upper,quadrature_bound
            a.pt,-1e300,5e-324,0,1e-300,0
            a.pt,5e-324,1e308,1e-308,1e308,0
            a.pt,1e300,0,0,1,0

            """)
            .With("checkpoints.csv", "checkpoint,step,quantity,value,lower,upper,remark\na.pt,1,loss,5e-324,,,\nb.pt,2,loss,1e308,,,\n");
        await using OpenedPage page = await browser.OpenAsync(run);
        Assert.Empty(page.Complaints);
        Assert.Equal(2, await page.Page.Locator("figure canvas").CountAsync());
    }

    [Fact]
    public async Task TheThemeCanBeChosen()
    {
        using MadeRun run = new MadeRun().WithSpectrum(50);
        await using OpenedPage page = await browser.OpenAsync(run);
        string light = await GroundAsync();
        await page.Page.Locator("#theme").ClickAsync();
        Assert.NotEqual(light, await GroundAsync());
        await page.Page.Locator("#theme").ClickAsync();
        Assert.Equal(light, await GroundAsync());

        async Task<string> GroundAsync() => await page.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
    }

    [Fact]
    public async Task TheDataOfAFigureCanBeTakenAwayBitForBit()
    {
        using MadeRun run = new MadeRun().WithSpectrum(400);
        await using OpenedPage page = await browser.OpenAsync(run);
        string[][] lines = [.. (await DownloadAsync(page, "spectrum", "CSV")).TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        Assert.Equal(["series", "index", "eigenvalue λ", "error"], lines[0]);
        Assert.Equal(
            Final(run),
            lines.Where(line => line[0] == "after training").Select(line => double.Parse(line[2], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task EveryFigureCanBeTakenAwayAsAPicture()
    {
        using MadeRun run = RichRun.Make();
        await using OpenedPage page = await browser.OpenAsync(run);
        string[] figures = await page.Page.Locator("figure").EvaluateAllAsync<string[]>("all => all.map(figure => figure.id)");
        // A page may make few downloads one after the other: the pictures are caught where they would become such.
        await page.Page.EvaluateAsync(
            "() => { URL.createObjectURL = blob => { window.taken = blob; return ''; }; HTMLAnchorElement.prototype.click = () => {}; }");
        foreach (string figure in figures)
        {
            await page.In(figure, "> .tools button:text-is('SVG')").ClickAsync();
            XElement svg = XElement.Parse(await page.Page.EvaluateAsync<string>("() => window.taken.text()"));
            Assert.Empty(page.Complaints);
            int shapes = svg.Descendants().Count(e => e.Name.LocalName is "polyline" or "rect" or "circle" or "polygon");
            Assert.True(shapes > 8, $"{figure} has {shapes} shapes.");
            Assert.DoesNotContain("NaN", svg.ToString(), StringComparison.Ordinal);
        }
    }

    private static async Task<string> DownloadAsync(OpenedPage page, string figure, string button)
    {
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(
            () => page.In(figure, $"> .tools button:text-is('{button}')").ClickAsync());
        return await File.ReadAllTextAsync((await download.PathAsync())!);
    }

    private static double[] Final(MadeRun run) =>
    [
        .. File.ReadLines(Path.Combine(run.Path, "eigenvalues.csv")).Where(line => line.StartsWith("final", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)),
    ];
}
