using System.Globalization;
using System.Text.Json;
using TorchCurvature.Report;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Report;

/// <summary>A folder with the files of a run that nothing computed: numbers that a test chooses, under the names of a run.</summary>
internal sealed class MadeRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MadeRun(string name = "made")
    {
        Path = _folder[name];
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes a file as it is given.</summary>
    public MadeRun With(string name, string text)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, name), text);
        return this;
    }

    /// <summary>Writes a manifest.</summary>
    public MadeRun WithManifest(object manifest) => With("run.json", JsonSerializer.Serialize(manifest, JsonSerializerOptions.Web));

    /// <summary>Writes the files of a full spectrum, before and after training, of so many eigenvalues.</summary>
    public MadeRun WithSpectrum(int dimension, string network = "mlp")
    {
        double[] initial = Spectrum(dimension, 1, 0.9), final = Spectrum(dimension, 1.25e-3, 3.5e-5);
        WithManifest(new
        {
            command = "spectrum",
            format = 2,
            version = "0.2.0+0123",
            status = "finished",
            options = new { model = network, optimizer = "gd", curvature = "hessian", dtype = "float64" },
            network = new
            {
                problem = new { data = new { word = "blobs", classes = 5 }, model = new { word = network, hidden = "30,30" } },
            },
            method = "exact",
            started = "2026-11-29T12:00:00+00:00",
            points = new { initial = Point(initial), final = Point(final) },
        });
        return With("eigenvalues.csv", "point,index,eigenvalue\n" + Lines("initial", initial) + Lines("final", final));
    }

    /// <summary>The run's page.</summary>
    public string Page() => ReportPage.Of(Path);

    // Five that stand apart, many near zero, and a tail of negative ones; all of them different, with all digits.
    private static double[] Spectrum(int dimension, double largest, double smallest)
    {
        var random = new Random(dimension);
        return
        [
            .. Enumerable.Range(0, dimension)
                .Select(i => i switch
                {
                    < 5 => largest * (1 - (0.1 * i)),
                    _ when i % 7 == 0 => -smallest * Math.Pow(random.NextDouble(), 6),
                    _ => 0.3 * largest * Math.Pow(random.NextDouble(), 9),
                })
                .OrderDescending(),
        ];
    }

    private static object Point(double[] spectrum) => new
    {
        parameters = spectrum.Length,
        examples = 1000,
        loss = 1.1141852598755101E-05,
        largestEigenvalue = spectrum[0],
        smallestEigenvalue = spectrum[^1],
        eigenvalueErrorBound = 1.0760493216039474E-15,
        mean = spectrum.Average(),
        nearZero = new { threshold = spectrum[0] / 1000, count = spectrum.Count(e => Math.Abs(e) <= spectrum[0] / 1000) },
        outliers = new[] { new { rule = "bulk-edge", count = 5, cutoff = 0.45 * spectrum[0], strength = 5.5, basis = "rule" } },
    };

    private static string Lines(string point, double[] spectrum) => string.Concat(spectrum.Select((value, i) =>
        string.Create(CultureInfo.InvariantCulture, $"{point},{i + 1},{value:G17}\n")));
}
