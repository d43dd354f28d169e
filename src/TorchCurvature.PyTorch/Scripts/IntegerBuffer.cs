using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Scripts;

/// <summary>A buffer of a script that holds whole numbers or truth values, by its name.</summary>
internal sealed record IntegerBuffer(string Name, Tensor Value)
{
    /// <summary>Copies of all of them, which live in no dispose scope.</summary>
    public static List<IntegerBuffer> Of(IEnumerable<(string Name, Tensor Buffer)> buffers) =>
    [
        .. from b in buffers
           where !b.Buffer.is_floating_point() && !b.Buffer.is_complex()
           select new IntegerBuffer(b.Name, b.Buffer.clone().DetachFromDisposeScope()),
    ];

    /// <summary>Makes the copy the script's buffer.</summary>
    public void PutInto(jit.ScriptModule script)
    {
        int dot = Name.LastIndexOf('.');
        string owner = dot < 0 ? "" : Name[..dot];
        script.ForEachPart((name, part) =>
        {
            if (name == owner)
            {
                part.set_attribute(Name[(dot + 1)..], Value);
            }
        });
    }
}
