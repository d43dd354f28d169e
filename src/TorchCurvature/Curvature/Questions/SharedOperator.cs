using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Operators;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Questions;

/// <summary>
/// A curvature matrix by the products of several processes: each multiplies with its share of the data, and the products are added. One
/// product sends a block [P, k] to all processes and adds one.
/// </summary>
/// <remarks>A product that has begun is finished by all: cancellation is looked for before it.</remarks>
internal sealed class SharedOperator : SymmetricOperator
{
    private static long s_made;

    private readonly EmpiricalRisk _risk;
    private readonly ProductQuestion _question;

    public SharedOperator(EmpiricalRisk risk, CurvatureMatrix matrix, int keptGraphs)
        : base(risk.Dimension, risk.Layout.DType, risk.Layout.Device)
    {
        _risk = risk;
        _question = new ProductQuestion
        {
            Matrix = matrix.Word,
            Operator = $"operator {Interlocked.Increment(ref s_made)}",
            KeptGraphs = risk.Shared!.KeptInEach(keptGraphs),
            Columns = 0,
        };
    }

    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using Tensor vectors = block.contiguous();
        return _risk.Ask(_question with { Columns = block.shape[1], Vectors = vectors });
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _risk.Shared!.Release(new ReleaseQuestion { Operator = _question.Operator });
        }

        base.Dispose(disposing);
    }
}
