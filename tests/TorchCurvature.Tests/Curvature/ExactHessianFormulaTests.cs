using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>Linear models, whose Hessians are one line on paper, built here from Kronecker products and nothing of the library's.</summary>
public sealed class ExactHessianFormulaTests : IDisposable
{
    private const long Inputs = 5, Classes = 3;

    private readonly Batch[] _batches = Networks.Batches([Inputs], Classes, seed: 2, 7, 4);
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x;
    private readonly Tensor _y;

    public ExactHessianFormulaTests() => (_x, _y) = (cat([.. _batches.Select(b => b.Inputs)]), cat([.. _batches.Select(b => b.Targets)]));

    public static TheoryData<ExactHessianMethod> Methods => [.. Enum.GetValues<ExactHessianMethod>()];

    public void Dispose()
    {
        _scope.Dispose();
        Array.ForEach(_batches, b => b.Dispose());
    }

    /// <summary>H = I ⊗ XᵀX/N.</summary>
    [Theory, MemberData(nameof(Methods))]
    public void LinearRegressionHasTheHessianOfItsFormula(ExactHessianMethod method)
    {
        using Sequential model = Networks.FullyConnected([Inputs, Classes], "linear", bias: false, seed: 1);
        Tensor expected = kron(eye(Classes, dtype: float64), _x.t().mm(_x) / 11);
        AssertHessian(expected, model, new SquaredError(), method);
    }

    /// <summary>H = (1/N) Σ A_n ⊗ x̄_n x̄_nᵀ with A = diag(p) − ppᵀ and x̄ = (x, 1), biases moved to the end.</summary>
    [Theory, MemberData(nameof(Methods))]
    public void SoftmaxRegressionHasTheHessianOfItsFormula(ExactHessianMethod method)
    {
        using Sequential model = Networks.FullyConnected([Inputs, Classes], "linear", bias: true, seed: 1);
        Tensor weight = model.parameters().First(), bias = model.parameters().Last(), expected = zeros([18, 18], float64);
        for (long n = 0; n < 11; n++)
        {
            Tensor logits = weight.detach().mv(_x[n]) + bias.detach(), p = logits.exp() / logits.exp().sum();
            Tensor a = p.diag() - p.outer(p), extended = cat([_x[n], ones(1, float64)]);
            expected += kron(a, extended.outer(extended)) / 11;
        }

        // kron orders by class, then input: bias c stands at 6c + 5.
        long[] order = [.. from c in Enumerable.Range(0, 3) from q in Enumerable.Range(0, 5) select (long)((6 * c) + q), 5, 11, 17];
        Tensor index = tensor(order);
        AssertHessian(expected.index_select(0, index).index_select(1, index), model, new CrossEntropy(), method);
    }

    /// <summary>For ℓ = Σ_c √(1 + r_c²) − 1 the blocks are Σ_n (1 + r_nc²)^{−3/2} x_n x_nᵀ / N.</summary>
    [Theory, MemberData(nameof(Methods))]
    public void ACustomLossHasTheHessianOfItsFormula(ExactHessianMethod method)
    {
        Loss pseudoHuber = Loss.FromExampleLosses(
            "pseudo-huber", (f, y) => ((1 + (f - nn.functional.one_hot(y, Classes).to(f.dtype)).square()).sqrt() - 1).sum(1));
        using Sequential model = Networks.FullyConnected([Inputs, Classes], "linear", bias: false, seed: 1);
        Tensor weight = model.parameters().Single().detach(), residual = _x.mm(weight.t()) - nn.functional.one_hot(_y, Classes).to(float64);
        Tensor curvature = (1 + residual.square()).pow(-1.5);
        Tensor[] blocks = [.. Enumerable.Range(0, (int)Classes).Select(c => (_x * curvature.narrow(1, c, 1)).t().mm(_x) / 11)];
        AssertHessian(block_diag(blocks), model, pseudoHuber, method);
    }

    [Theory, MemberData(nameof(Methods))]
    public void ACustomLossOnANetworkIsTheSameByEveryMethod(ExactHessianMethod method)
    {
        Loss pseudoHuber = Loss.FromExampleLosses("pseudo-huber", (f, y) => (1 + (f - y.unsqueeze(1)).square()).sqrt().sum(1));
        using Sequential model = Networks.FullyConnected([Inputs, 4, Classes], "softplus", bias: true, seed: 1);
        using var hessian = new HessianOperator(new EmpiricalRisk(model, pseudoHuber, _batches));
        AssertHessian(hessian.Multiply(eye(hessian.Dimension, dtype: float64)), model, pseudoHuber, method);
    }

    private void AssertHessian(Tensor expected, Sequential model, Loss loss, ExactHessianMethod method)
    {
        using ExactHessian hessian = ExactHessian.Compute(new EmpiricalRisk(model, loss, _batches), method: method);
        Assert.Equal(method, hessian.Method);
        Assert.InRange(Networks.RelativeDifference(hessian.Matrix, expected), 0, 1e-13);
    }
}
