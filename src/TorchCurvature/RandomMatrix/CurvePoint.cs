namespace TorchCurvature.RandomMatrix;

/// <summary>A point u of the curve ψ(u) = x.</summary>
/// <param name="Real">v = Re u.</param>
/// <param name="SquaredHeight">(Im u)².</param>
/// <param name="SquaredModulus">|u|².</param>
/// <param name="X">x.</param>
/// <param name="Slope">dx/dv along the curve.</param>
internal readonly record struct CurvePoint(double Real, double SquaredHeight, double SquaredModulus, double X, double Slope);
