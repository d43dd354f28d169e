using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>
/// Whether two handles are of one tensor. TorchSharp's <c>Embedding.weight</c> and <c>EmbeddingBag.weight</c> make a new handle at every
/// access, and a script module hands out one for each name, so that handles tell nothing of it.
/// </summary>
internal static partial class TensorIdentity
{
    /// <summary>Whether two handles are of the same tensor, that is, of the same leaf of a graph.</summary>
    public static bool AreSame(Tensor one, Tensor other)
    {
        // A handle points to an at::Tensor, whose only member is the pointer to what the tensor is.
        bool areSame = one.Handle == other.Handle || Marshal.ReadIntPtr(one.Handle) == Marshal.ReadIntPtr(other.Handle);
        GC.KeepAlive(one);
        GC.KeepAlive(other);
        return areSame;
    }

    /// <summary>Whether two tensors are the same numbers in memory, in the same shape.</summary>
    public static bool ShareAll(Tensor one, Tensor other) =>
        one.numel() > 0 && Address(one) == Address(other) && one.dtype == other.dtype
        && one.shape.SequenceEqual(other.shape) && one.stride().SequenceEqual(other.stride());

    /// <summary>Whether the memory between the first and the last number of two tensors has a part in common.</summary>
    public static bool Overlap(Tensor one, Tensor other)
    {
        if (one.numel() == 0 || other.numel() == 0 || one.device.ToString() != other.device.ToString())
        {
            return false;
        }

        (nint first, nint second) = (Address(one), Address(other));
        return first < second + Span(other) && second < first + Span(one);
    }

    private static nint Address(Tensor tensor)
    {
        nint address = Data(tensor.Handle);
        GC.KeepAlive(tensor);
        return address;
    }

    private static nint Span(Tensor tensor) =>
        (nint)((tensor.shape.Zip(tensor.stride(), (length, stride) => (length - 1) * stride).Sum() + 1) * tensor.element_size());

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    private static partial nint Data(nint handle);
}
