using System.CommandLine;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>The verb <c>spectrum</c>: its options, and how they become a run.</summary>
internal static class SpectrumCommand
{
    private static readonly string[] Examples =
    [
        "curvature spectrum --data blobs --classes 5 --out runs/first",
        "curvature spectrum --data mnist --samples 1000 --model mlp --hidden 10 --data-dir data --out runs/mnist",
        "curvature spectrum --data mnist --samples 1000 --model convnet --optimizer sgd --max-steps 5000 --out runs/convnet",
        "curvature spectrum --config runs/first/run.json --seed 1 --out runs/second",
    ];

    private static readonly Option<string> Method = Words.Option(
        "--method",
        "exact: the whole matrix and all eigenvalues; lanczos: eigenpairs at both ends, from matrix-vector products; density: also the "
            + "spectral density, trace and counts; auto: exact where it fits and is faster, else density.",
        "exact", "exact", "lanczos", "density", "auto");
    private static readonly Option<string> CurvatureName = Words.Option(
        "--curvature", $"Which matrix: {string.Join("; ", CurvatureMatrices.All.Select(Describe))}.",
        CurvatureMatrices.Hessian.Word, [.. CurvatureMatrices.Words]);
    private static readonly Option<int> Top = Numbers.Option("--top", "Largest eigenvalues to find.", 20, least: 0)
        .OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<int> Bottom = Numbers.Option("--bottom", "Smallest, most negative eigenvalues to find.", 20, least: 0)
        .OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<double> Tolerance = Numbers.Option(
        "--tolerance", "Residual norm of a converged eigenpair, relative to the largest |λ|.", 1e-6, least: 0,
        mustExceed: true).OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<long> MaxProducts = Numbers.Option(
        "--max-products", "Matrix-vector products that the search for eigenpairs may take.", 20_000L,
        least: 1).OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<double> DensityError = Numbers.Option(
        "--density-error", "Error of the density, as Wasserstein distance over λ max − λ min; decides steps and probes.", 0.05, least: 0,
        mustExceed: true).OnlyWith(Method, "density", "auto");
    private static readonly Option<double> RelativeError = Numbers.Option(
        "--relative-error", "Standard error of trace and Frobenius norm, relative to each.", 0.02, least: 0,
        mustExceed: true).OnlyWith(Method, "density", "auto");
    private static readonly Option<int> CurvatureBatchSize = Numbers.Option(
        "--batch-size-curvature",
        "Examples in one pass of a matrix-vector product, which bounds its memory; results do not depend on it but for rounding.", 256,
        least: 1).OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<bool> Eigenvectors = new Option<bool>("--eigenvectors")
    {
        Description = "Compute and keep all eigenvectors with their residual norms."
    }.OnlyWith(Method, "exact");
    private static readonly Option<bool> Split = new Option<bool>("--split")
    {
        Description = "Take the Hessian apart: spectra of its Gauss–Newton and functional parts and of the empirical Fisher (uncentred "
            + "gradient covariance), and what each adds to the outliers."
    }.OnlyWith(Method, "exact").OnlyWith(CurvatureName, "hessian");
    private static readonly Option<bool> Noise = new Option<bool>("--noise")
    {
        Description = "Compare the noise of stochastic gradients with the Hessian: traces of its covariance C and of C H, "
            + "and the overlap of the top eigenspaces of both."
    }.OnlyWith(Method, "exact").OnlyWith(CurvatureName, "hessian");
    private static readonly Option<bool> Theory = new Option<bool>("--theory")
    {
        Description = "Fit the laws of random matrices to the bulk of the spectrum, and with --split to those of the Gauss–Newton part and "
            + "the empirical Fisher (uncentred gradient covariance)."
    }.OnlyWith(Method, "exact");
    private static readonly Option<int?> Track = Numbers.OptionalNumber(
        "--track",
        "Look at the Hessian at so many steps of the training, evenly on a logarithmic scale up to --max-steps, "
            + "and at its beginning and end.",
        least: 1).OnlyWith(Method, "exact");
    private static readonly Option<string> PerLayer = new("--per-layer")
    {
        Description = "Look also at the diagonal block of every parameter tensor (all), or of those named, by the same method: "
            + "eigenvalues, trace, counts and density.",
        HelpName = "all|name,…",
    };
    private static readonly Option<string> Points = PointsOption();
    private static readonly Option<bool> Resume = new Option<bool>("--resume")
    {
        Description = "Go on with a run that was interrupted in that folder, to the same bits; all other options as they were."
    }.OnlyWith(Method, "lanczos", "density", "auto");

    public static Command Build()
    {
        var command = new Verb(
            "spectrum",
            "Trains a network and shows the spectrum of the Hessian of its loss before and after training: all of it, "
                + "or for large networks its ends and its density.",
            Examples)
        {
            Method, CurvatureName, Eigenvectors, Split, Noise, Theory, Track, Top, Bottom, Tolerance, MaxProducts, DensityError,
            RelativeError, CurvatureBatchSize, PerLayer, Points, Resume,
        };
        ProblemArguments.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var run = new SpectrumRun(
                Read(parsed), MachineOptions.Read(parsed), ResultOptions.Read(parsed, "first"), ManifestOptions.Of(parsed),
                parsed.GetValue(Resume));
            return run.ExecuteAsync(cancellation);
        });
        return command;
    }

    private static Option<string> PointsOption()
    {
        Option<string> option = Words.Option(
            "--points",
            "Where to look: before and after training, after it only, or at the weights as they are, without a training. A network's file "
                + "is looked at as it is unless --optimizer, --learning-rate or --max-steps asks for a training.",
            "both", "both", "final", "given");
        option.DefaultValueFactory = result =>
        {
            bool isFile = ProblemArguments.Model.IsPath(result.GetValue(ProblemArguments.Model.Word));
            Option[] ofTraining = [.. ProblemArguments.Optimizer.All, ProblemArguments.MaxSteps];
            bool isTrained = ofTraining.Any(o => result.GetResult(o) is { Implicit: false });
            return isFile && !isTrained ? "given" : "both";
        };
        return option;
    }

    private static SpectrumSpec Read(ParseResult parsed)
    {
        ProblemSpec problem = ProblemArguments.ReadProblem(parsed);
        return new SpectrumSpec
        {
            Problem = problem,
            Training = ProblemArguments.ReadTraining(parsed),
            Precision = ProblemArguments.ReadPrecision(parsed, ProblemArguments.DType),
            TrainingPrecision = ProblemArguments.ReadPrecision(parsed, ProblemArguments.TrainingDType),
            Method = Enum.Parse<SpectrumMethod>(parsed.GetRequiredValue(Method), ignoreCase: true),
            Matrix = CurvatureMatrices.Find(parsed.GetRequiredValue(CurvatureName)),
            ProductBatchSize = parsed.GetRequiredValue(CurvatureBatchSize),
            Lanczos = ReadLanczos(parsed, problem.Seed),
            Quadrature = new QuadratureOptions
            {
                WassersteinError = Math.Min(1, parsed.GetRequiredValue(DensityError)),
                Seed = SeedStream.Derive(problem.Seed, "probes"),
            },
            Moments = new MomentOptions
            {
                RelativeError = parsed.GetRequiredValue(RelativeError),
                Seed = SeedStream.Derive(problem.Seed, "trace"),
            },
            Eigenvectors = parsed.GetValue(Eigenvectors),
            Split = parsed.GetValue(Split),
            Noise = parsed.GetValue(Noise),
            Theory = parsed.GetValue(Theory),
            Track = parsed.GetValue(Track),
            Layers = ReadLayers(parsed.GetValue(PerLayer)),
            Points = Enum.Parse<AnalysedPoints>(parsed.GetRequiredValue(Points), ignoreCase: true),
        };
    }

    private static LanczosOptions ReadLanczos(ParseResult parsed, long seed)
    {
        int top = parsed.GetRequiredValue(Top), bottom = parsed.GetRequiredValue(Bottom);
        return top + bottom > 0
            ? new LanczosOptions
            {
                Top = top,
                Bottom = bottom,
                Tolerance = ProblemArguments.Reachable(parsed, Tolerance, ProblemArguments.DType),
                MaxProducts = parsed.GetRequiredValue(MaxProducts),
                Seed = SeedStream.Derive(seed, "lanczos"),
            }
            : throw new UsageException("--top 0 and --bottom 0 leave nothing to look for.");
    }

    private static string[]? ReadLayers(string? text) => text switch
    {
        null => null,
        "all" => [],
        _ => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    };

    private static string Describe(CurvatureMatrix matrix) => matrix.Synonyms.Count > 0
        ? $"{matrix.Description}, which {string.Join(" and ", matrix.Synonyms)} names too"
        : matrix.Description;
}
