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

    // Their basis has to be had in any case, and twice as many vectors have to have a number.
    private const int MostPairs = 1_000_000;
    private const int MostLooks = 100_000;

    private static readonly Option<string> Method = Words.Option(
        "--method",
        "exact: the whole matrix and all eigenvalues; lanczos: eigenpairs at both ends, by products; density: also the density, trace and "
            + "counts; auto: exact where it fits and is faster, else density.",
        "exact", "exact", "lanczos", "density", "auto");
    private static readonly Option<string> CurvatureName = Words.Option(
        "--curvature", $"{string.Join("; ", CurvatureMatrices.All.Select(matrix => $"{matrix.Word}: {matrix.Description}"))}.",
        CurvatureMatrices.Hessian.Word, [.. CurvatureMatrices.Words]).Called("matrix");
    private static readonly Option<int> Top = Numbers.Option("--top", "Largest eigenvalues to find.", 20, least: 0, most: MostPairs)
        .OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<int> Bottom = Numbers.Option(
        "--bottom", "Smallest (most negative) eigenvalues to find.", 20, least: 0, most: MostPairs)
        .OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<double> Tolerance = Numbers.Option(
        "--tolerance", "Residual norm of a converged eigenpair, relative to max |λ|.", 1e-6, least: 0,
        mustExceed: true).OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<long> MaxProducts = Numbers.Option(
        "--max-products", "Hessian-vector products that the search may take.", 20_000L,
        least: 1).OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<double> DensityError = Numbers.Option(
        "--density-error", "Error of the density: Wasserstein distance over λ max − λ min; decides steps and probes.", 0.05, least: 0,
        mustExceed: true).OnlyWith(Method, "density", "auto");
    private static readonly Option<double> RelativeError = Numbers.Option(
        "--relative-error", "Relative standard error of trace and Frobenius norm.", 0.02, least: 0,
        mustExceed: true).OnlyWith(Method, "density", "auto");
    private static readonly Option<int> CurvatureBatchSize = Numbers.Option(
        "--batch-size-curvature",
        "Examples in one pass of a product, which bounds its memory.", 256,
        least: 1).OnlyWith(Method, "lanczos", "density", "auto");
    private static readonly Option<bool> Eigenvectors = new Option<bool>("--eigenvectors")
    {
        Description = "Keep all eigenvectors with their residual norms; with a Gram matrix, those of eigenvalues above the error bound."
    }.OnlyWith(Method, "exact");
    private static readonly Option<bool> Split = new Option<bool>("--split")
    {
        Description = "Take the Hessian apart: spectra of its Gauss–Newton and functional parts and of the empirical Fisher."
    }.OnlyWith(Method, "exact").OnlyWith(CurvatureName, "hessian");
    private static readonly Option<bool> Noise = new Option<bool>("--noise")
    {
        Description = "Compare the covariance C of stochastic gradients with the Hessian: tr C, tr C H, overlap of the top eigenspaces."
    }.OnlyWith(Method, "exact").OnlyWith(CurvatureName, "hessian");
    private static readonly Option<bool> Theory = new Option<bool>("--theory")
    {
        Description = "Fit random-matrix laws to the bulk; with --split also to those of the parts."
    }.OnlyWith(Method, "exact");
    private static readonly Option<bool> Kernel = new Option<bool>("--kernel")
    {
        Description = "Compute the neural tangent kernel J Jᵀ of all outputs too, and its eigenvalues."
    }.OnlyWith(Method, "exact");
    private static readonly Option<int?> Track = Numbers.OptionalNumber(
        "--track",
        "Look at the Hessian at so many steps of the training, evenly spaced in log(step).",
        least: 1, most: MostLooks).OnlyWith(Method, "exact");
    private static readonly Option<string> PerLayer = new("--per-layer")
    {
        Description = "Look also at the diagonal block of every parameter tensor (all), or of those named.",
        HelpName = "all|name,…",
    };
    private static readonly Option<string> Points = PointsOption();
    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Resume the interrupted run of that folder, to the same bits; all other options as they were.",
    };

    public static Command Build()
    {
        var command = new Verb(
            "spectrum",
            "Computes the spectrum of the Hessian before and after training: all of it, or for large networks its ends and its density.",
            Examples);
        ProblemArguments.AddProblem(command);
        command.Add(
            OptionGroup.Curvature, Method, CurvatureName, Eigenvectors, Split, Noise, Theory, Kernel, Track, Top, Bottom, Tolerance,
            MaxProducts, DensityError, RelativeError, CurvatureBatchSize, PerLayer, Points);
        command.Add(OptionGroup.Output, Resume);
        ProblemArguments.AddMachine(command);
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
            "both: before and after training; final: after it; given: at the weights as they are, without training, as for a network's "
                + "FILE unless an option of the training is given.",
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
            Kernel = parsed.GetValue(Kernel),
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
}
