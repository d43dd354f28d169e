using System.Globalization;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Landscape;
using TorchCurvature.Operators;
using TorchCurvature.Settings;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>The plane around a network along two eigenvectors of the Hessian of its training loss.</summary>
internal sealed record EigenvectorPlane(LossPlane Plane, EigenvectorAxes Axes) : IDisposable
{
    private const long ProductsOfPair = 1000;

    // The loss at the radius over that of the network, by the quadratic model: one decade in the picture.
    private const double Rise = 10;

    public static EigenvectorPlane Find(
        LoadedRuns runs, EigenvectorPlaneSpec spec, IProgress<double> progress, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        runs.GoTo(0);
        LanczosOptions search = SearchFor(spec.Eigenvectors, runs.Train.Dimension);
        using SymmetricOperator hessian = runs.Hessian(search);
        using ExtremalEigenPairs pairs = LanczosEigensolver.Solve(
            hessian, search, progress: new ConvergedShare(progress), cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (pairs.Status == SolverStatus.NotFinite)
        {
            throw new NotFiniteNumberException(
                "A product with the Hessian at A is infinite or undefined: its loss is too steep to look at.");
        }

        int[] columns = [.. spec.Eigenvectors.Select(i => i > 0 ? i - 1 : search.Top - i - 1)];
        RitzPair[] found = [.. columns.Select(c => pairs.Pairs[c])];
        double loss = runs.Train.Evaluate(withGradient: false).Loss;
        double radius = RadiusOf(spec, loss, found.Max(p => Math.Abs(p.Value)));
        var plane = LossPlane.Along(runs.Points[0], pairs.Vectors.select(1, columns[0]), pairs.Vectors.select(1, columns[1]));
        return new EigenvectorPlane(plane, new EigenvectorAxes(radius, found));
    }

    public void Dispose() => Plane.Dispose();

    private static LanczosOptions SearchFor(IReadOnlyList<int> eigenvectors, long dimension)
    {
        int top = Math.Max(0, eigenvectors.Max());
        int bottom = Math.Max(0, -eigenvectors.Min());
        var search = new LanczosOptions { Top = top, Bottom = bottom };
        return (long)top + bottom <= dimension
            ? search with { MaxProducts = Math.Max(search.MaxProducts, ProductsOfPair * ((long)top + bottom)) }
            : throw new SettingException(
                $"--eigenvectors {string.Join(',', eigenvectors)} asks for more eigenvectors than the network has, which are {dimension}: "
                    + "choose numbers nearer to 1 or -1.");
    }

    private static double RadiusOf(EigenvectorPlaneSpec spec, double loss, double curvature)
    {
        double radius = spec.Radius ?? Math.Sqrt(2 * (Rise - 1) * loss / curvature);
        return radius is > 0 and < double.PositiveInfinity
            ? radius
            : throw new SettingException(string.Create(
                CultureInfo.InvariantCulture,
                $"A loss of {loss:G3} and curvatures of at most {curvature:G3} do not say how far the picture should go: give --radius."));
    }
}
