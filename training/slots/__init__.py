"""Weights of the tagger of slots: authored sentences, sources whose licence allows it, an averaged perceptron."""
