using TorchCurvature.Landscape;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Landscape;

public sealed class CheckpointPlaneTests : IDisposable
{
    private readonly Generator _generator = new(1);
    private readonly Tensor[] _points;

    public CheckpointPlaneTests() => _points = [.. Enumerable.Range(0, 3).Select(_ => randn([40], ScalarType.Float64, generator: _generator))];

    public void Dispose() => Array.ForEach<IDisposable>([_generator, .. _points], d => d.Dispose());

    [Fact]
    public void ThePlaneContainsItsThreePointsAndKeepsTheirDistances()
    {
        using LiveTensors live = new();
        using var plane = new CheckpointPlane(_points[0], _points[1], _points[2]);
        Assert.Equal((0, 0), plane.Coordinates[0]);
        Assert.Equal(0, plane.Coordinates[1].Y);
        for (int i = 0; i < 3; i++)
        {
            ((double x, double y), (double x2, double y2)) = (plane.Coordinates[i], plane.Coordinates[(i + 1) % 3]);
            using Tensor there = plane.At(x, y), difference = _points[i] - _points[(i + 1) % 3], distance = difference.norm();
            TensorAssert.Near(_points[i], there, 1e-13);
            Assert.Equal(distance.item<double>(), Math.Sqrt(Math.Pow(x - x2, 2) + Math.Pow(y - y2, 2)), 1e-12);
        }
    }

    [Fact]
    public void PointsOnOneLineAreRefused()
    {
        using Tensor between = (0.3 * _points[0]) + (0.7 * _points[1]);
        Assert.Throws<ArgumentException>("third", () => new CheckpointPlane(_points[0], _points[1], between));
        Assert.Throws<ArgumentException>("third", () => new CheckpointPlane(_points[0], _points[0], _points[2]));
        Assert.Throws<ArgumentException>("third", () => new CheckpointPlane(_points[0], _points[1], _points[1]));
    }

    /// <summary>‖w‖² over the plane, row by row from the lowest.</summary>
    [Fact]
    public void TheSurfaceIsTheLossAtEachPlace()
    {
        using var bowl = new Plain(2, [0, 1], (w, n) => w.square().sum(1) + n);
        using Tensor a = tensor([1.0, 1.0]), b = tensor([3.0, 1.0]), c = tensor([2.0, 5.0]);
        using var plane = new CheckpointPlane(a, b, c);
        LossSurface surface = LossSurface.Compute(plane, bowl.Risk, [0, 2], [0, 1, 4]);
        double[] expected = [2, 10, 5, 13, 26, 34];
        Assert.Equal(expected.Length, surface.Points.Count);
        Assert.All(surface.Points.Zip(expected), p => Assert.Equal(p.Second + 0.5, p.First.Risk.Loss, 1e-12));
        Assert.Equal((2, 1), (surface.Points[3].X, surface.Points[3].Y));
    }
}
