"""Audit customer tables for Yotpo, repair what can be proven, reject the rest with its reason."""
