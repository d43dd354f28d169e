using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>Scripted and traced networks against PyTorch's double backward in float64, over two unequal batches.</summary>
public sealed class ScriptedModelTruthTests
{
    // Column by column, all eigenvalues of more parameters than these take too long for a test.
    private const long ExactUpTo = 300;
    private const int Ends = 5;

    private static readonly string[] s_names =
    [
        "binary_one_logit", "bn_saved_in_train_mode", "control_flow", "convnet", "convnet_f32", "dropout_saved_in_train_mode",
        "encoder_layer", "encoder_layer_traced", "frozen_layer", "groupnorm_convnet", "gru", "gru_f32", "integer_buffer",
        "integer_buffer_f32", "language_model_tied", "lstm", "lstm_f32", "mlp_scripted", "mlp_traced_f32", "multihead", "regression",
        "resnet_bn_eval", "transformer_by_hand", "transformer_sdpa", "two_inputs", "unused_parameter",
    ];

    public static TheoryData<string, ScalarType, double> Cases
    {
        get
        {
            TheoryData<string, ScalarType, double> cases = [];
            foreach (string name in s_names)
            {
                cases.Add(name, ScalarType.Float64, 1e-12);
                if (name.EndsWith("_f32", StringComparison.Ordinal))
                {
                    cases.Add(name, ScalarType.Float32, 1e-5);
                }
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void ParametersLossAndGradientAreThoseOfPyTorch(string name, ScalarType dtype, double tolerance)
    {
        using var truth = new PyTorchTruth(name, dtype);
        Assert.Equal(2, truth.Batches.Count);
        Assert.NotEqual(truth.Batches[0].Count, truth.Batches[1].Count);
        Assert.Equal(
            truth.Facts.GetProperty("parameters").EnumerateArray().Select(p =>
                $"{p.GetProperty("name").GetString()} [{string.Join(", ", p.GetProperty("shape").EnumerateArray())}]"),
            truth.Risk.Layout.Blocks.Select(block => $"{block.Name} [{string.Join(", ", block.Shape)}]"));
        Assert.Equal(truth.Number("P"), truth.Risk.Dimension);
        Assert.Equal(
            truth.Facts.GetProperty("not_trainable").EnumerateArray().Select(n => n.GetString()),
            truth.Model.named_parameters().Where(p => !p.parameter.requires_grad).Select(p => p.name));

        double loss = truth.Number("loss_value"), norm = truth.Number("gradient_norm");
        Assert.Equal(loss, truth.Risk.Evaluate().Loss, tolerance * Math.Max(1, loss));
        using Tensor gradient = truth.Risk.Gradient(), expected = tensor(truth.Numbers("gradient"));
        TensorAssert.Near(expected, gradient, tolerance * Math.Max(1, norm));
        Assert.Equal(norm, gradient.FrobeniusNorm(), tolerance * Math.Max(1, norm));
    }

    [Theory, MemberData(nameof(Cases))]
    public void EigenvaluesOfTheHessianAreThoseOfPyTorch(string name, ScalarType dtype, double tolerance) =>
        ExpectEigenvalues(name, dtype, tolerance, CurvatureMatrices.Hessian, "hessian_eigenvalues");

    [Theory, MemberData(nameof(Cases))]
    public void EigenvaluesOfTheGaussNewtonMatrixAreThoseOfPyTorch(string name, ScalarType dtype, double tolerance) =>
        ExpectEigenvalues(name, dtype, tolerance, CurvatureMatrices.GaussNewton, "ggn_eigenvalues");

    /// <summary>What was traced without gradients, and what has no second derivative, is refused by name and not by an abort.</summary>
    [Theory]
    [InlineData("no_double_backward", "'_cdist_backward'", "compute_mode='use_mm_for_euclid_dist'")]
    [InlineData("encoder_layer_traced_nograd", "transformer_encoder_layer_fwd", "trace the model with gradients enabled, or script it")]
    public void WhatHasNoSecondDerivativeIsRefusedWithAWayOut(string name, string operation, string remedy)
    {
        using var truth = new PyTorchTruth(name);
        string said = Assert.ThrowsAny<Exception>(() => ExactHessian.Compute(truth.Risk).Dispose()).Message;
        Assert.Contains(operation, said, StringComparison.Ordinal);
        Assert.Contains(remedy, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    private static void ExpectEigenvalues(string name, ScalarType dtype, double tolerance, CurvatureMatrix kind, string array)
    {
        using var truth = new PyTorchTruth(name, dtype);
        double[] expected = truth.Numbers(array);
        Assert.Equal(truth.Risk.Dimension, expected.Length);
        double allowed = tolerance * expected.Max(Math.Abs);
        RiskCurvature curvature = truth.Risk.Curvature(kind);
        if (expected.Length < ExactUpTo)
        {
            using DenseOperator matrix = curvature.Exact();
            ExpectNear(expected, DenseEigensolver.Values(matrix).Values.Order(), allowed);
            return;
        }

        // A semidefinite matrix has too many eigenvalues at 0 to be told apart by products.
        int bottom = kind == CurvatureMatrices.Hessian ? Ends : 0;
        using SymmetricOperator products = curvature.Operator(keptGraphs: 2);
        var search = new LanczosOptions { Top = Ends, Bottom = bottom, Tolerance = dtype == ScalarType.Float64 ? 1e-9 : 1e-5 };
        using ExtremalEigenPairs found = LanczosEigensolver.Solve(products, search);
        Assert.Equal(SolverStatus.Converged, found.Status);
        ExpectNear(expected.TakeLast(Ends), found.At(SpectrumEnd.Top).Select(p => p.Value).Order(), allowed);
        ExpectNear(expected.Take(bottom), found.At(SpectrumEnd.Bottom).Select(p => p.Value).Order(), allowed);
    }

    private static void ExpectNear(IEnumerable<double> expected, IEnumerable<double> actual, double allowed)
    {
        Assert.Equal(expected.Count(), actual.Count());
        double worst = expected.Zip(actual, (e, a) => Math.Abs(e - a)).DefaultIfEmpty().Max();
        Assert.True(worst <= allowed, $"An eigenvalue is off by {worst:g3}, and {allowed:g3} is allowed.");
    }
}
