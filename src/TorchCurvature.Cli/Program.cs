using TorchSharp;

Console.WriteLine(torch.linalg.eigvalsh(torch.eye(3)).sum().item<float>());
