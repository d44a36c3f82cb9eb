Console.WriteLine("garam");
