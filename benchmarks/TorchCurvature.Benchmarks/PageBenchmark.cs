using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using TorchCurvature.Report;

namespace TorchCurvature.Benchmarks;

/// <summary>
/// How long a browser takes from asking for a run's page until all its figures are drawn and answer, for full spectra at two points of
/// made-up runs; and how large the page is.
/// </summary>
internal static class PageBenchmark
{
    private const string Browser = "/usr/bin/chromium";
    private const int Repeats = 5;

    public static async Task RunAsync()
    {
        if (!File.Exists(Browser))
        {
            Console.WriteLine($"There is no {Browser}: apt-get install chromium.");
            return;
        }

        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Browser, Args = ["--no-sandbox"] });
        Console.WriteLine($"Chromium {browser.Version}, 1280 × 900");
        foreach (int dimension in (int[])[5_000, 40_000])
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("torchcurvature-page-");
            try
            {
                MakeRun(folder.FullName, dimension);
                long start = Stopwatch.GetTimestamp();
                ReportPage.WriteInto(folder.FullName);
                double writing = Stopwatch.GetElapsedTime(start).TotalSeconds;
                string page = Path.Combine(folder.FullName, ReportPage.FileName);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"P = {dimension}: {new FileInfo(page).Length / 1e6:0.00} MB, written in {writing:0.00} s"));
                await MeasureAsync(browser, new Uri(page).AbsoluteUri);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static async Task MeasureAsync(IBrowser browser, string address)
    {
        List<double> usable = [], zooms = [];
        for (int i = 0; i < Repeats; i++)
        {
            IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
            await page.GotoAsync(address);
            await page.WaitForSelectorAsync("html[data-ready]");

            // On the page's own clock, which begins with the request; two frames later everything is on the screen.
            usable.Add(await page.EvaluateAsync<double>(
                "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"));
            zooms.Add(await page.EvaluateAsync<double>(
                """
                async () => {
                  const start = performance.now();
                  const press = key => document.querySelector(".plot").dispatchEvent(new KeyboardEvent("keydown", { key }));
                  ["Home", "+"].forEach(press);
                  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                  return performance.now() - start;
                }
                """));
            await page.CloseAsync();
        }

        Print("  usable after", usable);
        Print("  a step of zoom", zooms);
    }

    private static void Print(string name, List<double> milliseconds)
    {
        milliseconds.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-18} {milliseconds[Repeats / 2]:0} ms   ({milliseconds[0]:0} … {milliseconds[^1]:0}, {Repeats} times)"));
    }

    // Eigenvalues over many decades on both sides of zero, with all digits.
    private static void MakeRun(string folder, int dimension)
    {
        File.WriteAllText(
            Path.Combine(folder, "run.json"), """{ "command": "spectrum", "format": 2, "status": "finished", "points": {} }""");
        var random = new Random(dimension);
        var lines = new StringBuilder("point,index,eigenvalue\n");
        foreach (string point in (string[])["initial", "final"])
        {
            IEnumerable<double> eigenvalues = Enumerable.Range(0, dimension)
                .Select(i => (i % 7 == 0 ? -0.1 : 1) * Math.Pow(random.NextDouble(), 9))
                .OrderDescending();
            foreach ((int index, double eigenvalue) in eigenvalues.Index())
            {
                lines.Append(CultureInfo.InvariantCulture, $"{point},{index + 1},{eigenvalue:G17}\n");
            }
        }

        File.WriteAllText(Path.Combine(folder, "eigenvalues.csv"), lines.ToString());
    }
}
