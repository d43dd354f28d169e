using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>
/// The exact Hessian of a chain of convolutions, pooling and linear layers, as the sum of its two parts. The Gauss–Newton part (1/N) Σ J_nᵀ
/// A_n J_n is one product of stacked output Jacobians, J [n·C, P]. The rest, (1/N) Σ_n Σ_c g_{n,c} ∇²f_{n,c}, has no block of the last
/// layer with itself and needs, for the other layers, the tangents of their own parameters only: those of one output channel stay in that
/// channel until the next layer, and are pushed forward as a batch. Where an activation is curved (φ'' ≠ 0), the changes of the gradient
/// are pulled back again, to the layers from the tangents' own one on; symmetry gives the others. Sources: Pearlmutter 1994; Schraudolph
/// 2002.
/// </summary>
internal sealed class BatchedTangentHessian(
    FeedForwardStructure structure, SymmetricAssembly assembly, long outputs, OutputCurvatureMatrix kind)
{
    private const long JacobianLength = 1 << 23;
    internal const long TangentLength = 1 << 23;
    private const long RowBlock = 768;

    private readonly long _dimension = assembly.Matrix.shape[0];

    /// <summary>How many examples to take at once, so that their output Jacobians stay within some hundred megabytes.</summary>
    public long ExamplesAtOnce => Math.Max(1, JacobianLength / (outputs * _dimension));

    /// <summary>
    /// Adds one batch's share, Σ over its examples divided by N, to the lower triangle. The first call writes every entry of it.
    /// </summary>
    public void Add(Batch batch, Loss loss, double totalWeight, bool isFirst, Action<double>? progress, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        LinearizedStage[] stages = structure.Linearize(batch.Inputs);
        Tensor f = stages[^1].Output;
        AddGaussNewtonPart(stages, kind.InOutputs(loss, f, batch.Targets).DivideInPlace(totalWeight), isFirst);
        if (!kind.HasSecondDerivatives)
        {
            return;
        }

        Tensor gradient = loss.OutputGradient(f, batch.Targets).DivideInPlace(totalWeight);
        for (int l = stages.Length - 1; l >= 0; l--)
        {
            gradient = stages[l].PullBackGradient(gradient);
        }

        long channels = stages[..^1].Sum(s => s.Layer.Channels), done = 0;
        for (int l = 0; l < stages.Length - 1; l++)
        {
            for (long channel = 0; channel < stages[l].Layer.Channels; channel++)
            {
                cancellation.ThrowIfCancellationRequested();
                AddFunctionalPart(stages, l, channel);
                progress?.Invoke(++done / (double)channels);
            }
        }
    }

    private void AddGaussNewtonPart(LinearizedStage[] stages, Tensor outputHessian, bool write)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor jacobian = OutputJacobian(stages, outputHessian.shape[0]);
        Tensor weighted = outputHessian.matmul(jacobian).flatten(0, 1);
        jacobian = jacobian.flatten(0, 1);
        for (long first = 0; first < _dimension; first += RowBlock)
        {
            using DisposeScope blockScope = NewDisposeScope();
            long count = Math.Min(RowBlock, _dimension - first);
            assembly.Matrix.narrow(0, first, count).narrow(1, 0, first + count)
                .addmm_(jacobian.narrow(1, first, count).t(), weighted.narrow(1, 0, first + count), beta: write ? 0 : 1);
        }
    }

    /// <summary>J_n = ∂f_n/∂w for every example, [n, C, P].</summary>
    private Tensor OutputJacobian(LinearizedStage[] stages, long examples)
    {
        using DisposeScope scope = NewDisposeScope();
        ScalarType dtype = assembly.Matrix.dtype;
        Tensor jacobian = empty([examples, outputs, _dimension], dtype, assembly.Matrix.device);
        Tensor cotangent = eye(outputs, outputs, dtype, assembly.Matrix.device).unsqueeze(1).expand(outputs, examples, outputs);
        for (int l = stages.Length - 1; l >= 0; l--)
        {
            AffineLayer layer = stages[l].Layer;
            cotangent = stages[l].PullBackThroughMaps(cotangent);
            // [C, n, channels, positions] with the patches of the same example: [n, C·channels, inputs].
            Tensor perExample = cotangent.reshape(outputs, examples, layer.Channels, -1)
                .transpose(0, 1)
                .flatten(1, 2)
                .matmul(stages[l].Patches.transpose(1, 2))
                .view(examples, outputs, layer.Channels, layer.Inputs);
            foreach (ParameterSegment segment in layer.Segments)
            {
                jacobian.narrow(2, segment.Offset, layer.Channels * segment.InputCount)
                    .view(examples, outputs, layer.Channels, segment.InputCount)
                    .copy_(perExample.narrow(3, segment.FirstInput, segment.InputCount));
            }

            cotangent = l > 0 ? stages[l].PullBackThroughLayer(cotangent) : cotangent;
        }

        return jacobian.MoveToOuterDisposeScope();
    }

    private void AddFunctionalPart(LinearizedStage[] stages, int source, long channel)
    {
        LinearizedStage stage = stages[source];
        long examples = stage.PreactivationShape[0];
        long numbers = stages[source..].Max(s => Math.Max(s.Units, s.Patches.numel() / examples));
        long step = Math.Max(1, TangentLength / (examples * numbers));
        for (long first = 0; first < stage.Layer.Inputs; first += step)
        {
            using DisposeScope scope = NewDisposeScope();
            long count = Math.Min(step, stage.Layer.Inputs - first);
            // ∂z/∂W[channel, q] is patch entry q, in that channel.
            Tensor values = stage.Patches.narrow(1, first, count)
                .permute(1, 0, 2)
                .reshape([count, examples, 1, .. stage.PreactivationShape[2..]]);
            Tangent[][] read = PushForward(stages, source, new Tangent(values, channel), Write);
            PullBack(stages, source, read, Write);

            void Write(Tensor value, AffineLayer layer, long firstChannel, long firstInput) =>
                assembly.Add(value, layer, firstInput, stage.Layer, first, write: false, firstChannel, channel);
        }
    }

    private delegate void RowWriter(Tensor value, AffineLayer rows, long firstChannel, long firstInput);

    // The gradient of layer m's weights is Σ (∂L/∂z_m) ⊗ patches(x_m): here the second factor changes.
    private static Tangent[][] PushForward(LinearizedStage[] stages, int source, Tangent tangent, RowWriter write)
    {
        var read = new Tangent[stages.Length][];
        for (int m = source; m < stages.Length - 1; m++)
        {
            (Tangent input, read[m]) = stages[m].PushThroughMaps(tangent);
            LinearizedStage next = stages[m + 1];
            Tensor patches = next.Layer.Patches(input.Values.flatten(0, 1));
            patches = patches.view([.. input.Values.shape[..2], .. patches.shape[1..]]);
            Tensor change = ContractOverExamples(patches, next.Gradient); // [k, inputs, channels]
            write(change.permute(2, 1, 0).unsqueeze(1), next.Layer, 0, input.FirstChannel * next.Layer.WeightsPerInputChannel);
            tangent = m + 1 < stages.Length - 1 ? next.PushThroughLayer(input) : input;
        }

        return read;
    }

    // And here the first factor does, where some activation is curved.
    private static void PullBack(LinearizedStage[] stages, int source, Tangent[][] read, RowWriter write)
    {
        Tensor? outputChange = null;
        for (int m = stages.Length - 2; m >= source; m--)
        {
            if (stages[m].PullBackChange(outputChange, read[m]) is { } change)
            {
                Tensor values = ContractOverExamples(change.Values, stages[m].Patches); // [k, channels, inputs]
                write(values.permute(1, 2, 0).unsqueeze(1), stages[m].Layer, change.FirstChannel, 0);
                outputChange = m > source ? stages[m].PullBackThroughLayer(change.Values) : null;
            }
        }
    }

    /// <summary>Σ over examples and positions of a [k, n, a, …] and b [n, b, …], as [k, a, b].</summary>
    private static Tensor ContractOverExamples(Tensor many, Tensor one)
    {
        using DisposeScope scope = NewDisposeScope();
        (long k, long n, long a) = (many.shape[0], many.shape[1], many.shape[2]);
        Tensor left = many.reshape(k, n, a, -1).transpose(1, 2).reshape(k * a, -1);
        Tensor right = one.reshape(n, one.shape[1], -1).transpose(0, 1).reshape(one.shape[1], -1);
        return left.mm(right.t()).view(k, a, -1).MoveToOuterDisposeScope();
    }
}
