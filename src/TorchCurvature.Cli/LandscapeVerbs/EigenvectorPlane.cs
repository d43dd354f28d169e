using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Landscape;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The plane around a trained network along two eigenvectors of the Hessian of its training loss.</summary>
internal sealed record EigenvectorPlane(CheckpointPlane Plane, double Radius, IReadOnlyList<RitzPair> Eigenpairs) : IDisposable
{
    private const long ProductsOfPair = 1000;
    private const string Name = "--eigenvectors";

    // The loss at the radius over that of A, by the quadratic model: one decade in the picture.
    private const double Rise = 10;

    public static Option<string?> Option()
    {
        var option = new Option<string?>(Name) { Description = "Look around A along these two eigenvectors of the Hessian of its training loss: 1 is that of the largest eigenvalue, -1 that of the smallest.", HelpName = "number,number" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(Parse(text) is [not 0 and var first, not 0 and var second] && first != second))
            {
                result.AddError($"{Name} '{text}' must be two different whole numbers with a comma between them, counted from the largest eigenvalue, like 1,2, or with a minus sign from the smallest, like 1,-1.");
            }
        });
        return option;
    }

    /// <summary>The two numbers of a text that the option took.</summary>
    public static (int First, int Second) Read(string text) => Parse(text) is [var first, var second] ? (first, second) : throw new FormatException($"'{text}' is no pair of numbers.");

    public static EigenvectorPlane Find(Checkpoints checkpoints, (int First, int Second) indices, double? radius, IProgress<double> progress, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        checkpoints.Train.Layout.Assign(checkpoints.Points[0]);
        int[] chosen = [indices.First, indices.Second];
        (int top, int bottom) = (Math.Max(0, chosen.Max()), Math.Max(0, -chosen.Min()));
        var options = new LanczosOptions { Top = top, Bottom = bottom };
        options = options with { MaxProducts = Math.Max(options.MaxProducts, ProductsOfPair * ((long)top + bottom)) };
        if ((long)options.Top + options.Bottom > checkpoints.Train.Dimension)
        {
            throw new UsageException($"{Name} {indices.First},{indices.Second} asks for more eigenvectors than the network has, which are {checkpoints.Train.Dimension}: choose numbers nearer to 1 or -1.");
        }

        using HessianOperator hessian = checkpoints.Hessian(options);
        using ExtremalEigenPairs pairs = LanczosEigensolver.Solve(
            hessian, options, progress: new Problems.SynchronousProgress<LanczosProgress>(p => progress.Report((double)p.Converged / p.Wanted)), cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (pairs.Status == SolverStatus.NotFinite)
        {
            throw new NotFiniteNumberException("A product with the Hessian at A is infinite or undefined: its loss is too steep to look at.");
        }

        int[] columns = [.. chosen.Select(i => i > 0 ? i - 1 : options.Top - i - 1)];
        RitzPair[] found = [.. columns.Select(c => pairs.Pairs[c])];
        double loss = checkpoints.Train.Evaluate(withGradient: false).Loss, curvature = found.Max(p => Math.Abs(p.Value));
        double reach = radius ?? Math.Sqrt(2 * (Rise - 1) * loss / curvature);
        return reach is > 0 and < double.PositiveInfinity
            ? new EigenvectorPlane(CheckpointPlane.Along(checkpoints.Points[0], pairs.Vectors.select(1, columns[0]), pairs.Vectors.select(1, columns[1])), reach, found)
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"A loss of {loss:G3} and curvatures of at most {curvature:G3} do not say how far the picture should go: give --radius."));
    }

    /// <summary>The eigenvalue of an axis by its place in the spectrum.</summary>
    public string Label(int axis) =>
        $"distance along the eigenvector of {Described(Eigenpairs[axis])} = {Show.Brief(Eigenpairs[axis].Value)}";

    public Table Table()
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("eigenvalue");
        table.AddColumn(new TableColumn("value").RightAligned());
        foreach (RitzPair pair in Eigenpairs)
        {
            table.AddRow(Described(pair), Show.PreciselyMeasured(pair.Value, pair.Radius) + (pair.IsConverged ? "" : ", not converged"));
        }

        return table;
    }

    public void Dispose() => Plane.Dispose();

    private static string Described(RitzPair pair) => pair.End == SpectrumEnd.Top ? $"λ{pair.Index}" : $"λ{pair.Index} from below";

    private static int[] Parse(string text) =>
        [.. text.Split(',').Select(part => int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number != int.MinValue ? number : 0)];
}
