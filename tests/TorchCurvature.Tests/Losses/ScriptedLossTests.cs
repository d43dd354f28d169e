using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Losses;

public sealed class ScriptedLossTests : IDisposable
{
    private static readonly string[] s_squares = ["return torch.sum(torch.pow(torch.sub(outputs, targets), 2), [1])"];

    private readonly string _folder = Directory.CreateTempSubdirectory("losses").FullName;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _outputs = tensor(new double[,] { { 1, 2, 5 }, { 0, -1, 3 } });
    private readonly Tensor _values = tensor(new double[,] { { 0, 2, 1 }, { 2, 2, 2 } });

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void AScriptIsALossWithItsDerivatives()
    {
        Loss loss = new LossFileSpec { Path = Save(s_squares) }.Create();
        using var owned = (IDisposable)loss;
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor r = _outputs - _values;
        Assert.Equal("own", loss.Name);
        TensorAssert.Near(r.square().sum(1), loss.ExampleLosses(_outputs, _values), 1e-15);
        TensorAssert.Near(2 * r, loss.OutputGradient(_outputs, _values), 1e-15);
        TensorAssert.Near(2 * eye(3, dtype: float64).expand(2, 3, 3), loss.OutputHessian(_outputs, _values), 1e-15);
    }

    /// <summary>As a class-weighted loss of PyTorch is saved: its weights are float32, and native kernels take no mixture.</summary>
    [Fact]
    public void WhatAScriptHoldsFollowsThePrecisionOfTheOutputs()
    {
        string path = Save(["return torch.cross_entropy_loss(outputs, targets, self.weight, 0, -100, 0.1)"], weights: [1, 2.5f, 0.25f]);
        Loss loss = new LossFileSpec { Path = path }.Create();
        using var owned = (IDisposable)loss;
        Tensor labels = tensor([2L, 1L]);
        Loss same = new CrossEntropy([1, 2.5, 0.25], labelSmoothing: 0.1);
        loss.ExampleLosses(_outputs.to(float32), labels).Dispose();
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        TensorAssert.Near(same.ExampleLosses(_outputs, labels), loss.ExampleLosses(_outputs, labels), 1e-14);
        TensorAssert.Near(same.OutputHessian(_outputs, labels), loss.OutputHessian(_outputs, labels), 1e-14);
        Tensor single = loss.ExampleLosses(_outputs.to(float32), labels);
        Assert.Equal(float32, single.dtype);
        TensorAssert.Near(same.ExampleLosses(_outputs, labels), single, 1e-6);
        TensorAssert.Near(same.ExampleLosses(_outputs, labels), loss.ExampleLosses(_outputs, labels), 1e-14);
    }

    [Fact]
    public void WhatIsNoLossForEachRowIsRefused()
    {
        Expect<InvalidOperationException>(
            ["return torch.mean(torch.sub(outputs, targets))"], "must give one number per example, [2], and gave []");
        Expect<InvalidOperationException>(["return torch.sub(outputs, targets)"], "must give one number per example, [2], and gave [2, 3]");
        Expect<InvalidOperationException>(["return 1.5"], "must give one tensor, a loss for each row of outputs", "float");
        Expect<ArgumentException>(
            ["return torch.mm(outputs, targets)"], "refuses outputs Float64 [2, 3] with targets Float64 [2, 3]: mat1 and mat2 shapes");
    }

    [Fact]
    public void WhatIsNoScriptIsRefused()
    {
        string text = Path.Combine(_folder, "text.pt");
        Assert.StartsWith($"There is no file '{text}' of a loss.", Refusal(text), StringComparison.Ordinal);
        File.WriteAllText(text, "no archive");
        Assert.StartsWith($"'{text}' cannot be loaded as TorchScript: ", Refusal(text), StringComparison.Ordinal);

        static string Refusal(string path)
        {
            string message = Assert.Throws<ArgumentException>(() => new LossFileSpec { Path = path }.Create()).Message;
            Assert.DoesNotContain('\n', message);
            return message;
        }
    }

    private void Expect<T>(string[] body, string message, string result = "Tensor")
        where T : Exception
    {
        Loss loss = new LossFileSpec { Path = Save(body, weights: null, result) }.Create();
        using var owned = (IDisposable)loss;
        string said = Assert.Throws<T>(() => loss.ExampleLosses(_outputs, _values)).Message;
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    private string Save(string[] body, float[]? weights = null, string result = "Tensor")
    {
        string path = Path.Combine(_folder, "own.pt");
        File.Delete(path);
        ScriptFile.Write(path, body, weights, result);
        return path;
    }
}
