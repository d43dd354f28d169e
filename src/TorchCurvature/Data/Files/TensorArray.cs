using static TorchSharp.torch;

namespace TorchCurvature.Data.Files;

/// <summary>An array of a file of text or of images, which cannot be read but whole.</summary>
/// <param name="key">Its name.</param>
/// <param name="name">What messages call it.</param>
/// <param name="numberSize">Bytes that one number takes at most.</param>
/// <param name="values">Its numbers; not owned.</param>
internal sealed class TensorArray(string key, string name, int numberSize, Tensor values) : FileArray
{
    public override string Key => key;

    public override string Name => name;

    public override IReadOnlyList<long> Shape => values.shape;

    public override ScalarType DType => values.dtype;

    public override int NumberSize => numberSize;

    public override bool HasRows => false;

    public override Tensor Read() => values.alias();

    public override ExampleStore Stream(ScalarType dtype) => throw new NotSupportedException($"{name} is read whole.");
}
