using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Scripts;

/// <summary>A tensor of a script that holds whole numbers or truth values, and the part of the script that it belongs to.</summary>
internal sealed record IntegerAttribute(jit.ScriptModule Owner, string Name, Tensor Value)
{
    /// <summary>Copies of all of them, in the caller's dispose scope.</summary>
    public static List<IntegerAttribute> Of(jit.ScriptModule script)
    {
        IEnumerable<jit.ScriptModule> parts = script.named_modules().Select(m => m.module).OfType<jit.ScriptModule>().Prepend(script);
        return
        [
            .. from part in parts
               from attribute in part.named_attributes(recurse: false)
               where !attribute.Item2.IsInvalid && !attribute.Item2.is_floating_point() && !attribute.Item2.is_complex()
               select new IntegerAttribute(part, attribute.Item1, attribute.Item2.clone()),
        ];
    }

    public void PutBack() => Owner.set_attribute(Name, Value);
}
