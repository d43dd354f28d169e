using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>
/// A plane w(x, y) = w_A + x û + y v̂ with û and v̂ orthonormal, so that distances in it are those in the space of parameters. Through
/// three points w_A, w_B, w_C, û is along w_B − w_A and v̂ along the part of w_C − w_A orthogonal to it (Garipov et al. 2018, section 3);
/// or û and v̂ are given, such as two eigenvectors of the Hessian at w_A.
/// </summary>
/// <remarks>Owns its three vectors.</remarks>
public sealed class LossPlane : IDisposable
{
    private readonly Tensor _origin;
    private readonly Tensor _horizontal;
    private readonly Tensor _vertical;

    /// <summary>Spans the plane through three points.</summary>
    /// <param name="first">w_A [P]; copied.</param>
    /// <param name="second">w_B [P]; copied.</param>
    /// <param name="third">w_C [P]; copied.</param>
    /// <exception cref="ArgumentException">The points are not vectors of one length, precision and device, or they lie on one
    /// line within rounding.</exception>
    public LossPlane(Tensor first, Tensor second, Tensor third)
    {
        PointChecks.RequireAlike([first, second, third], nameof(third));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor u = (second - first).to(ScalarType.Float64), v = (third - first).to(ScalarType.Float64);
        double width = u.norm().item<double>(), distance = v.norm().item<double>();
        u = width == 0 ? u : u.DividedBy(width);
        // Twice, because one subtraction leaves what the rounding of the first product is worth.
        Tensor across = v - (u * u.dot(v));
        across -= u * u.dot(across);
        double height = across.norm().item<double>();
        double rounding = first.dtype == ScalarType.Float64 ? 1e-12 : 1e-5;
        if (width == 0 || height <= rounding * Math.Max(width, distance))
        {
            throw new ArgumentException(
                "The three points lie on one line, and no single plane goes through them: choose three different networks.", nameof(third));
        }

        Coordinates = [new(0, 0), new(width, 0), new(u.dot(v).item<double>(), height)];
        _origin = first.detach().clone().DetachFromDisposeScope();
        _horizontal = u.DetachFromDisposeScope();
        _vertical = across.DividedBy(height).DetachFromDisposeScope();
    }

    private LossPlane(Tensor origin, IReadOnlyList<Tensor> directions)
    {
        Coordinates = [new(0, 0)];
        _origin = origin.detach().clone().DetachFromDisposeScope();
        (_horizontal, _vertical) = (directions[0].DetachFromDisposeScope(), directions[1].DetachFromDisposeScope());
    }

    /// <summary>(x, y) of the points that it was made from, in their order.</summary>
    public IReadOnlyList<PlanePosition> Coordinates { get; }

    /// <summary>The plane through one point along two directions.</summary>
    /// <param name="origin">w_A [P]; copied.</param>
    /// <param name="horizontal">û [P], a unit vector; copied.</param>
    /// <param name="vertical">v̂ [P], a unit vector orthogonal to û; copied.</param>
    /// <exception cref="ArgumentException">The three are not vectors of one length, precision and device, or the directions are not
    /// orthonormal within rounding.</exception>
    public static LossPlane Along(Tensor origin, Tensor horizontal, Tensor vertical)
    {
        PointChecks.RequireAlike([origin, horizontal, vertical], nameof(vertical));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor u = horizontal.detach().to(ScalarType.Float64, copy: true), v = vertical.detach().to(ScalarType.Float64, copy: true);
        (double uu, double uv, double vv) = (u.dot(u).item<double>(), u.dot(v).item<double>(), v.dot(v).item<double>());
        double rounding = origin.dtype == ScalarType.Float64 ? 1e-10 : 1e-4;
        return Math.Max(Math.Max(Math.Abs(uu - 1), Math.Abs(uv)), Math.Abs(vv - 1)) <= rounding
            ? new LossPlane(origin, [u, v])
            : throw new ArgumentException(
                $"The directions of a plane are two unit vectors at right angles; these have the products {uu:G3}, {uv:G3} and {vv:G3}: "
                    + "make them orthonormal first.",
                nameof(vertical));
    }

    /// <summary>P.</summary>
    public long Dimension => _origin.shape[0];

    /// <summary>w(x, y) as a vector [P] in the points' precision that the caller owns.</summary>
    /// <param name="x">Distance along û.</param>
    /// <param name="y">Distance along v̂.</param>
    public Tensor At(double x, double y)
    {
        using DisposeScope scope = NewDisposeScope();
        return _origin.Plus(_horizontal.Times(x)).Plus(_vertical.Times(y)).to(_origin.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>The weights of the points that the plane was made from in w(x, y), which sum to 1.</summary>
    internal double[] WeightsAt(double x, double y)
    {
        if (Coordinates is not [_, var second, var third])
        {
            return [1];
        }

        double ofThird = y / third.Y;
        double ofSecond = (x - (ofThird * third.X)) / second.X;
        return [1 - ofSecond - ofThird, ofSecond, ofThird];
    }

    /// <summary>Releases the vectors.</summary>
    public void Dispose()
    {
        _origin.Dispose();
        _horizontal.Dispose();
        _vertical.Dispose();
    }
}
