using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Training;

namespace TorchCurvature.Experiments.Table1;

/// <summary>
/// How the paper ended its trainings. It states no norm to stop at; with 1e-3 the mean eigenvalues of its table come out in all rows of GD
/// and, in the median, of SGD. Its released code (leventsagun/hessian-for-basicDL) looks at the gradient of the step's batch, and takes
/// the batches in the order of the data.
/// </summary>
internal static class PaperStop
{
    /// <summary>The norm of the gradient below which a training ends.</summary>
    public const double GradientNorm = 1e-3;

    /// <summary>A cell that ends as the paper's did.</summary>
    public static BlobsCell Of(BlobsCell cell)
    {
        BlobsCell stopped = cell with { StopGradientNorm = GradientNorm };
        return cell.Optimizer == Optimizer.GradientDescent
            ? stopped
            : stopped with { StopOn = StoppingGradient.Batch, Order = ExampleOrder.Cyclic };
    }
}
