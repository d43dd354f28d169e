using TorchCurvature.Curvature.Products;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Landscape;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Landscape;

public sealed class LossPlaneTests : IDisposable
{
    private readonly Generator _generator = new(1);
    private readonly Tensor[] _points;

    public LossPlaneTests() => _points = [.. Enumerable.Range(0, 3).Select(_ => randn([40], ScalarType.Float64, generator: _generator))];

    public void Dispose() => Array.ForEach<IDisposable>([_generator, .. _points], d => d.Dispose());

    [Fact]
    public void ThePlaneContainsItsThreePointsAndKeepsTheirDistances()
    {
        using LiveTensors live = new();
        using var plane = new LossPlane(_points[0], _points[1], _points[2]);
        Assert.Equal(new PlanePosition(0, 0), plane.Coordinates[0]);
        Assert.Equal(0, plane.Coordinates[1].Y);
        for (int i = 0; i < 3; i++)
        {
            (PlanePosition here, PlanePosition next) = (plane.Coordinates[i], plane.Coordinates[(i + 1) % 3]);
            using Tensor there = plane.At(here.X, here.Y), difference = _points[i] - _points[(i + 1) % 3], distance = difference.norm();
            TensorAssert.Near(_points[i], there, 1e-13);
            Assert.Equal(distance.item<double>(), Math.Sqrt(Math.Pow(here.X - next.X, 2) + Math.Pow(here.Y - next.Y, 2)), 1e-12);
        }
    }

    [Fact]
    public void PointsOnOneLineAreRefused()
    {
        using Tensor between = (0.3 * _points[0]) + (0.7 * _points[1]);
        Assert.Throws<ArgumentException>("third", () => new LossPlane(_points[0], _points[1], between));
        Assert.Throws<ArgumentException>("third", () => new LossPlane(_points[0], _points[0], _points[2]));
        Assert.Throws<ArgumentException>("third", () => new LossPlane(_points[0], _points[1], _points[1]));
    }

    /// <summary>
    /// L = ½ wᵀMw + c Σ w_i⁴: along a unit eigenvector v of its Hessian M + 12 c diag(w²), the second difference over h is λ + 2 c h² Σ
    /// v_i⁴ exactly, so that it is within 2 c h² of λ; between two of them the mixed difference over h² is at most 14 c h².
    /// </summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, -1)]
    public void AlongEigenvectorsTheSurfaceBendsByTheirEigenvalues(int first, int second)
    {
        const double Quartic = 0.1, Step = 1e-2;
        using Tensor root = randn([40, 40], ScalarType.Float64, generator: _generator),
            matrix = root.mm(root.t()) - (20 * eye(40, dtype: ScalarType.Float64));
        using var plain = new Plain(40, [0], (w, _) => (0.5 * (w.mm(matrix) * w).sum(1)) + (Quartic * w.pow(4).sum(1)));
        plain.Risk.Layout.Assign(_points[0]);
        using LiveTensors live = new();
        using var hessian = new HessianOperator(plain.Risk);
        using ExtremalEigenPairs pairs = LanczosEigensolver.Solve(hessian, new LanczosOptions { Top = 3, Bottom = 1, Tolerance = 1e-10 });
        int[] columns = [.. new[] { first, second }.Select(i => i > 0 ? i - 1 : 3)];
        using Tensor u = pairs.Vectors.select(1, columns[0]), v = pairs.Vectors.select(1, columns[1]);
        using LossPlane plane = LossPlane.Along(_points[0], u, v);
        double[] grid = [-Step, 0, Step];
        double[] loss = [.. LossSurface.Compute(plane, plain.Risk, grid, grid).Points.Select(p => p.Risk.Loss)];
        double rounding = 16 * Math.ScaleB(1, -52) * loss.Max(Math.Abs) / (Step * Step);
        double across = (loss[3] - (2 * loss[4]) + loss[5]) / (Step * Step), up = (loss[1] - (2 * loss[4]) + loss[7]) / (Step * Step);
        Assert.InRange(across - pairs.Pairs[columns[0]].Value, -rounding, (2 * Quartic * Step * Step) + rounding);
        Assert.InRange(up - pairs.Pairs[columns[1]].Value, -rounding, (2 * Quartic * Step * Step) + rounding);
        Assert.Equal(0, (loss[8] - loss[6] - loss[2] + loss[0]) / (4 * Step * Step), (14 * Quartic * Step * Step) + rounding);
        Assert.Equal([new PlanePosition(0, 0)], plane.Coordinates);
        using Tensor origin = plane.At(0, 0);
        TensorAssert.SameBits(_points[0], origin);
    }

    [Fact]
    public void DirectionsThatAreNotOrthonormalAreRefused()
    {
        using Tensor origin = zeros(2, ScalarType.Float64), right = tensor([1.0, 0.0]), tilted = tensor([0.6, 0.8]),
            longer = tensor([0.0, 2.0]);
        Assert.Contains(
            "two unit vectors at right angles; these have the products 1, 0.6 and 1",
            Assert.Throws<ArgumentException>("vertical", () => LossPlane.Along(origin, right, tilted)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("vertical", () => LossPlane.Along(origin, right, longer));
        Assert.Throws<ArgumentException>("vertical", () => LossPlane.Along(origin, right, _points[0]));
    }

    /// <summary>‖w‖² over the plane, row by row from the lowest.</summary>
    [Fact]
    public void TheSurfaceIsTheLossAtEachPlace()
    {
        using var bowl = new Plain(2, [0, 1], (w, n) => w.square().sum(1) + n);
        using Tensor a = tensor([1.0, 1.0]), b = tensor([3.0, 1.0]), c = tensor([2.0, 5.0]);
        using var plane = new LossPlane(a, b, c);
        LossSurface surface = LossSurface.Compute(plane, bowl.Risk, [0, 2], [0, 1, 4]);
        double[] expected = [2, 10, 5, 13, 26, 34];
        Assert.Equal(expected.Length, surface.Points.Count);
        Assert.All(surface.Points.Zip(expected), p => Assert.Equal(p.Second + 0.5, p.First.Risk.Loss, 1e-12));
        Assert.Equal((2, 1), (surface.Points[3].X, surface.Points[3].Y));
    }
}
