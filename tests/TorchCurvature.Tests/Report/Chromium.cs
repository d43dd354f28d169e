using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(TorchCurvature.Tests.Report.Chromium))]

namespace TorchCurvature.Tests.Report;

/// <summary>A Chromium of the machine, started once for all tests; they are skipped with a reason where there is none.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] s_places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

    // Most classes need none, so that it is started by the first one that does.
    private readonly Lazy<Task<Started?>> _started = new(StartAsync);

    /// <summary>Its version; not to be asked for before a page was opened.</summary>
    internal string Version { get; private set; } = "";

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated && await _started.Value is { } started)
        {
            await started.Browser.DisposeAsync();
            started.Playwright.Dispose();
        }
    }

    /// <summary>Opens the page of a run that a test made.</summary>
    internal async Task<OpenedPage> OpenAsync(MadeRun run, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        string path = Path.Combine(run.Path, "report.html");
        await File.WriteAllTextAsync(path, run.Page());
        return await OpenAsync(path, width, scheme: scheme);
    }

    /// <summary>Opens a page, ready to be used.</summary>
    internal async Task<OpenedPage> OpenAsync(string path, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        Started? started = await _started.Value;
        Assert.SkipWhen(started is null, "There is no Chromium on this machine: apt-get install chromium.");
        Version = started.Browser.Version;
        IPage page = await started.Browser.NewPageAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            AcceptDownloads = true,
        });
        var opened = new OpenedPage(page);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await page.WaitForSelectorAsync("html[data-ready]", new() { Timeout = 20_000 });
        return opened;
    }

    private static async Task<Started?> StartAsync()
    {
        if (s_places.FirstOrDefault(File.Exists) is not { } path)
        {
            return null;
        }

        IPlaywright playwright = await Playwright.CreateAsync();
        return new Started(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] }));
    }

    private sealed record Started(IPlaywright Playwright, IBrowser Browser);
}
